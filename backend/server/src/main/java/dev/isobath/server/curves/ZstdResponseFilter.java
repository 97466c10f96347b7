package dev.isobath.server.curves;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Compresses curves by zstd for clients that accept it, as browsers do over HTTPS and on the same machine. The curves of a hundred
 * runs are megabytes of digits, and gzip takes several times as long for them as reading them from the database. Other clients
 * get gzip from the container.
 */
@Component
class ZstdResponseFilter extends OncePerRequestFilter {

    private static final String ENCODING = "zstd";
    private static final int COMPRESSION_LEVEL = 1;

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted == null
                || !accepted.matches("(?i)(.*[,\\s])?zstd\\s*(,.*)?")
                || !request.getRequestURI().endsWith("/curves");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        CompressedResponse compressed = new CompressedResponse(response);
        chain.doFilter(request, compressed);
        compressed.finish();
    }

    /** A response whose body is compressed when there is one. */
    private static final class CompressedResponse extends HttpServletResponseWrapper {

        private @Nullable CompressedStream body;

        CompressedResponse(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            if (body == null) {
                setHeader(HttpHeaders.CONTENT_ENCODING, ENCODING);
                addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
                body = new CompressedStream(super.getOutputStream());
            }
            return body;
        }

        @Override
        public void setContentLength(int length) {
            // The length of what is sent is not known yet.
        }

        @Override
        public void setContentLengthLong(long length) {
            // As above.
        }

        void finish() throws IOException {
            if (body != null) {
                body.close();
            }
        }
    }

    private static final class CompressedStream extends ServletOutputStream {

        private final ServletOutputStream plain;
        private final ZstdOutputStreamNoFinalizer out;

        CompressedStream(ServletOutputStream plain) throws IOException {
            this.plain = plain;
            this.out = new ZstdOutputStreamNoFinalizer(plain, COMPRESSION_LEVEL);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // A flush in the middle would only make the frame larger. The whole response is sent when it is complete.
        }

        @Override
        public void close() throws IOException {
            out.close();
        }

        @Override
        public boolean isReady() {
            return plain.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            plain.setWriteListener(listener);
        }
    }
}
