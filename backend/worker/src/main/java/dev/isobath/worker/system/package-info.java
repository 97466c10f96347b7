/** What the machine and the processes of attempts use: processor, memory and GPU. It uses no other room. */
@NullMarked
package dev.isobath.worker.system;

import org.jspecify.annotations.NullMarked;
