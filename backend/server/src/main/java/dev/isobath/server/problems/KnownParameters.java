package dev.isobath.server.problems;

import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.io.Reader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * What a controller's method takes, read from its signature.
 *
 * @param single the parameters that may be given once
 * @param repeated the parameters that may be given several times
 * @param files the parts of a form that are files
 * @param body whether the method reads a body
 */
record KnownParameters(Set<String> single, Set<String> repeated, Set<String> files, boolean body) {

    private static final DefaultParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    static KnownParameters of(HandlerMethod method) {
        Set<String> single = new TreeSet<>();
        Set<String> repeated = new TreeSet<>();
        Set<String> files = new TreeSet<>();
        boolean body = false;
        for (MethodParameter parameter : method.getMethodParameters()) {
            parameter.initParameterNameDiscovery(NAMES);
            RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
            if (query != null) {
                (Collection.class.isAssignableFrom(parameter.getParameterType()) ? repeated : single)
                        .add(name(query.name(), parameter));
            }
            RequestPart part = parameter.getParameterAnnotation(RequestPart.class);
            if (part != null) {
                files.add(name(part.name(), parameter));
            }
            ReadsParameters read = parameter.getParameterAnnotation(ReadsParameters.class);
            if (read != null) {
                // The method decides which one of several values counts.
                repeated.addAll(List.of(read.value()));
            }
            body |= part != null || readsBody(parameter);
        }
        return new KnownParameters(single, repeated, files, body);
    }

    private static boolean readsBody(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(RequestBody.class)
                || InputStream.class.isAssignableFrom(parameter.getParameterType())
                || Reader.class.isAssignableFrom(parameter.getParameterType());
    }

    private static String name(String given, MethodParameter parameter) {
        return given.isEmpty() ? Objects.requireNonNull(parameter.getParameterName()) : given;
    }

    /**
     * Checks the parameters and parts of a request.
     *
     * @throws BadRequestException when one of them is unknown, is given too often or is not text
     */
    void check(HttpServletRequest request) {
        if (request instanceof MultipartHttpServletRequest form) {
            form.getMultiFileMap().keySet().forEach(this::checkFile);
        }
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            checkParameter(parameter.getKey(), parameter.getValue(), isForm(request));
        }
    }

    private static boolean isForm(HttpServletRequest request) {
        return request instanceof MultipartHttpServletRequest;
    }

    private void checkFile(String name) {
        if (!files.contains(name)) {
            throw BadRequestException.malformed(
                    single.contains(name) || repeated.contains(name)
                            ? name + ": must be sent as text, not as a file"
                            : unknown(name, "is not a part of this form", files));
        }
    }

    private void checkParameter(String name, String[] values, boolean form) {
        if (form && files.contains(name)) {
            // The method itself refuses a file that was sent as text.
            return;
        }
        if (!single.contains(name) && !repeated.contains(name)) {
            Set<String> known = new TreeSet<>(single);
            known.addAll(repeated);
            if (form) {
                known.addAll(files);
            }
            throw BadRequestException.malformed(
                    unknown(name, form ? "is not a part of this form" : "is not a parameter of this address", known));
        }
        if (values.length > 1 && single.contains(name)) {
            throw BadRequestException.malformed(name + ": is given " + values.length + " times; give it once");
        }
        for (String value : values) {
            TextRule.malformed(value).ifPresent(detail -> {
                throw BadRequestException.malformed(name + ": " + detail);
            });
        }
    }

    private static String unknown(String given, String complaint, Set<String> known) {
        String name = TextRule.malformed(given).isPresent() ? "?" : TextRule.shortened(given, 60);
        String hint = NearestName.hint(given, known);
        String list = known.isEmpty() ? ", which takes none" : ", which takes " + String.join(", ", known);
        return name + ": " + complaint + (hint.isEmpty() ? list : hint);
    }
}
