package dev.isobath.training;

import dev.isobath.spec.flops.Term;

/** What an operation computes for, in the words of the closed-form count ({@link Term}). */
record Site(int layer, String module) {

    static Site outside(String module) {
        return new Site(Term.NO_LAYER, module);
    }
}
