package dev.isobath.analysis.verdict;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;

/**
 * What the verdicts at several budgets say together.
 *
 * @param holds whether at least two budgets have the same verdict, Better or Worse, and none has the opposite one
 * @param budgets the number of budgets with a verdict other than NotSettled
 * @param trend the slope of ln(speed-up) over ln(budget); above 0 the speed-up grows
 * @param sentence the claim in whole sentences
 */
public record Claim(boolean holds, int budgets, Outcome<Estimate> trend, String sentence) {}
