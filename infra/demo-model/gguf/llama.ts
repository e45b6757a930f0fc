import { CHAT_TEMPLATE } from "../dataset/chat.ts";
import { specialTokens, type Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Variant } from "../variants.ts";
import type { Metadata } from "./metadata.ts";

/** ggml's numbers for whole files: what most of the tensors are. */
const fileTypes = { F16: 1, Q4_0: 2, Q8_0: 7 } as const;
const QUANTISATION_VERSION = 2;

/** These two must equal training/model.py. */
const ROPE_BASE = 10_000;
const NORM_EPSILON = 1e-5;

const tokenTypes = { normal: 1, control: 3 } as const;

/** Everything llama.cpp needs beside the weights. Without `output.weight` it multiplies by the embedding, as we do. */
export function llamaMetadata(variant: Variant, tokenizer: Tokenizer): Metadata {
  const { shape } = variant;
  return {
    "general.architecture": { type: "string", value: "llama" },
    "general.name": { type: "string", value: variant.name },
    "general.license": { type: "string", value: "apache-2.0" },
    "general.file_type": { type: "u32", value: fileTypes[variant.quantisation] },
    "general.quantization_version": { type: "u32", value: QUANTISATION_VERSION },
    "llama.context_length": { type: "u32", value: shape.context },
    "llama.embedding_length": { type: "u32", value: shape.width },
    "llama.block_count": { type: "u32", value: shape.layers },
    "llama.feed_forward_length": { type: "u32", value: shape.feedForward },
    "llama.attention.head_count": { type: "u32", value: shape.heads },
    "llama.attention.head_count_kv": { type: "u32", value: shape.kvHeads },
    "llama.attention.layer_norm_rms_epsilon": { type: "f32", value: NORM_EPSILON },
    "llama.rope.dimension_count": { type: "u32", value: shape.width / shape.heads },
    "llama.rope.freq_base": { type: "f32", value: ROPE_BASE },
    "llama.vocab_size": { type: "u32", value: shape.vocabulary },
    ...tokenizerMetadata(tokenizer),
  };
}

function tokenizerMetadata(tokenizer: Tokenizer): Metadata {
  const types = tokenizer.tokens.map((_, id) =>
    id < specialTokens.length ? tokenTypes.control : tokenTypes.normal,
  );
  const idOf = (token: (typeof specialTokens)[number]) =>
    ({ type: "u32", value: tokenizer.special(token) }) as const;
  return {
    "tokenizer.ggml.model": { type: "string", value: "gpt2" },
    "tokenizer.ggml.pre": { type: "string", value: "gpt-2" },
    "tokenizer.ggml.tokens": { type: "string[]", value: tokenizer.tokens },
    "tokenizer.ggml.token_type": { type: "i32[]", value: types },
    "tokenizer.ggml.merges": { type: "string[]", value: tokenizer.merges.map((merge) => merge.join(" ")) },
    "tokenizer.ggml.bos_token_id": idOf("<|endoftext|>"),
    "tokenizer.ggml.eos_token_id": idOf("<|im_end|>"),
    "tokenizer.ggml.padding_token_id": idOf("<|endoftext|>"),
    "tokenizer.ggml.add_bos_token": { type: "bool", value: false },
    "tokenizer.chat_template": { type: "string", value: CHAT_TEMPLATE },
  };
}
