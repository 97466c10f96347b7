package dev.isobath.server.problems;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the parameters that a controller's method reads from the request itself. All other parameters are refused. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ReadsParameters {

    /** The names of the parameters, which may stand in the address or be parts of a form. */
    String[] value();
}
