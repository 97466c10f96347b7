/**
 * Content that is fetched from the server: complete and with the right digest, or not there. It keeps what the next attempt or request may need. It
 * uses {@code connection} and {@code files}.
 */
@NullMarked
package dev.isobath.worker.downloads;

import org.jspecify.annotations.NullMarked;
