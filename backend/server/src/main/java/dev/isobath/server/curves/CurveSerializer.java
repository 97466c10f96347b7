package dev.isobath.server.curves;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/**
 * Writes curves as JSON. The numbers of points are written such that they read back as the same doubles. Those of buckets are
 * written with 8 digits, which halves the size of a chart; the difference is far below what a chart can show.
 */
final class CurveSerializer extends ValueSerializer<Curve> {

    @Override
    public void serialize(Curve curve, JsonGenerator out, SerializationContext context) {
        CurveBuckets buckets = curve.buckets();
        boolean rounded = buckets != null;
        out.writeStartObject();
        out.writeStringProperty("metric", curve.metric());
        write(out, "x", curve.x(), false);
        write(out, "y", curve.y(), rounded);
        write(out, "smoothed", curve.smoothed(), rounded);
        out.writeNumberProperty("points", curve.points());
        if (buckets == null) {
            out.writeNullProperty("buckets");
        } else {
            out.writeObjectPropertyStart("buckets");
            out.writeNumberProperty("steps", buckets.steps());
            write(out, "from", buckets.from(), false);
            write(out, "min", buckets.min(), true);
            write(out, "max", buckets.max(), true);
            write(out, "first", buckets.first(), true);
            write(out, "last", buckets.last(), true);
            long[] notFinite = buckets.notFinite();
            if (notFinite == null) {
                out.writeNullProperty("notFinite");
            } else {
                out.writeName("notFinite");
                out.writeArray(notFinite, 0, notFinite.length);
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String name, double @Nullable [] values, boolean rounded) {
        out.writeName(name);
        out.writeRawValue(NumberText.of(values, rounded));
    }
}
