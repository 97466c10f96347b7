/** Text that people write: names, notes and filters, and what a misspelt name stands for. */
@NullMarked
package dev.isobath.spec.text;

import org.jspecify.annotations.NullMarked;
