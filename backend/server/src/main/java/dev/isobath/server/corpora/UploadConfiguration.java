package dev.isobath.server.corpora;

import dev.isobath.server.home.HomeDirectory;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class UploadConfiguration {

    /** The bytes allowed for the parts of a form around the file: boundaries, headers and the name. */
    private static final long FORM_OVERHEAD = 1L << 20;

    /**
     * Keeps the files of forms in the installation's folder while they are received. The system's temporary folder may be small
     * or in memory.
     */
    @Bean
    MultipartConfigElement multipart(HomeDirectory home, @Value("${isobath.corpus-limit}") DataSize limit)
            throws IOException {
        Path folder = home.subdirectory("uploads");
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return new MultipartConfigElement(folder.toString(), limit.toBytes(), limit.toBytes() + FORM_OVERHEAD, 0);
    }
}
