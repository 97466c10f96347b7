/** The metrics of a whole run that a comparison offers. Those of single blocks are added by their layer. */
export const METRICS = [
  "train_loss",
  "val_loss",
  "learning_rate",
  "gradient_norm",
  "tokens_per_second",
  "val_loss_causal",
  "val_bits_per_byte",
  "val_perplexity",
  "flops_per_second",
  "matmul_share",
  "memory_peak",
  "predictor_accuracy",
];
