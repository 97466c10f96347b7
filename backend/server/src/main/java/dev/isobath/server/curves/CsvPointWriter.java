package dev.isobath.server.curves;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes points as comma-separated values (RFC 4180) with a header. Numbers are written such that reading them gives the same
 * double; those that are not finite are NaN, Infinity and -Infinity.
 */
final class CsvPointWriter implements PointWriter {

    private final Writer out;

    CsvPointWriter(OutputStream out) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII), 1 << 16);
        this.out.write("metric,step,tokens,flops,seconds,value\r\n");
    }

    @Override
    public void write(String metric, long step, double tokens, double flops, double seconds, double value)
            throws IOException {
        // Names of metrics have no commas and no quotes.
        out.append(metric)
                .append(',')
                .append(Long.toString(step))
                .append(',')
                .append(Double.toString(tokens))
                .append(',')
                .append(Double.toString(flops))
                .append(',')
                .append(Double.toString(seconds))
                .append(',')
                .append(Double.toString(value))
                .append("\r\n");
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }
}
