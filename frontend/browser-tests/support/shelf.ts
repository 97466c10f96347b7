import type { Api, Experiment } from './api.ts';
import { text } from './text.ts';

/** 200 characters, the longest name, without a place to break it. */
export const LONG = 'soundings'.repeat(23).slice(0, 200);
export const KOREAN = '깊이를재는실험'.repeat(28);
/** The longest names of corpora and people. */
export const LONG_100 = LONG.slice(0, 100);
export const KOREAN_100 = KOREAN.slice(0, 100);

/** A `tokenizer.json` that knows four words of the corpus and takes the others for unknown. */
const words = {
  model: {
    type: 'WordLevel',
    unk_token: '?',
    vocab: { '?': 0, The: 1, was: 2, the: 3, and: 4 },
  },
  pre_tokenizer: { type: 'Whitespace' },
  added_tokens: [
    {
      id: 5,
      content: '<|endoftext|>',
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    },
  ],
};

const small = (name: string, corpus: string, architecture: object, data: object = {}, training: object = {}) => ({
  name,
  architecture: { layers: 2, width: 16, heads: 1, ...architecture },
  data: { corpus, sequenceLength: 32, ...data },
  training: { batch: 4, budget: { steps: 40 }, evaluateEvery: 10, evaluationTokens: 256, ...training },
});

/** The experiments that the pages show. */
export type Shelf = { long: Experiment; korean: Experiment; experts: Experiment; failed: Experiment; waiting: Experiment };

/** Uploads texts and a tokenizer and queues experiments, all of them with names that are hard to fit in. */
export async function filled(api: Api): Promise<Shelf> {
  await api.upload(LONG_100, text(40_000));
  await api.uploadFiles('corpora', KOREAN_100, {
    [`${KOREAN_100}.txt`]: Buffer.from(`${KOREAN} 수심을 재다.\n`.repeat(60)),
    [`${LONG}.txt`]: text(2_000),
  });
  await api.uploadFiles('tokenizers', 'four-words'.padEnd(64, '_'), {
    'tokenizer.json': Buffer.from(JSON.stringify(words)),
  });
  const predictor = { kind: 'mod', capacity: 0.5, routeEvery: 2, causal: 'predictor' };
  const shelf = {
    long: await api.submit(small(LONG, LONG_100, predictor)),
    korean: await api.submit(small(KOREAN, KOREAN_100, { kind: 'mod', capacity: 0.5 })),
    experts: await api.submit(small('experts', LONG_100, { kind: 'staged-mode', experts: 2, capacity: 0.5 })),
    failed: await api.submit(small('unknown words', LONG_100, { kind: 'baseline' }, { tokenizer: 'four-words'.padEnd(64, '_') })),
    waiting: await api.submit(small(`${KOREAN.slice(0, 190)}-cuda`, LONG_100, { kind: 'baseline' }, {}, { device: 'cuda' })),
  };
  await api.patch(`/api/experiments/${shelf.long.id}`, { tags: [LONG.slice(0, 50), '수심'], notes: LONG });
  return shelf;
}
