package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.web.multipart.MultipartFile;

/** Prepares the files of a form for upload, in the order in which they become documents. */
final class UploadedFiles {

    private static final int MAX_ERRORS = 20;

    private UploadedFiles() {}

    /**
     * Sorts the files by path and leaves out hidden files. A single file may have any name. With several files, either the form
     * names the format or each file has a known extension.
     *
     * @param requested the format of all files, or nothing when their names decide
     */
    static List<UploadedFile> of(List<MultipartFile> parts, Optional<DocumentFormat> requested) {
        if (parts.size() == 1) {
            MultipartFile only = parts.getFirst();
            String name = name(only);
            DocumentFormat format =
                    requested.or(() -> DocumentFormat.ofFile(name)).orElse(DocumentFormat.TEXT);
            return List.of(new UploadedFile(name, UploadLocation.FILE, format, only::getInputStream));
        }
        List<UploadedFile> files = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            MultipartFile part = parts.get(i);
            String path = name(part);
            if (isHidden(path)) {
                continue;
            }
            UploadLocation location = UploadLocation.ofSeveral(i, path);
            requested
                    .or(() -> DocumentFormat.ofFile(path))
                    .ifPresentOrElse(
                            format -> files.add(new UploadedFile(path, location, format, part::getInputStream)),
                            () -> errors.add(UploadErrors.unknownExtension(location)));
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors.subList(0, Math.min(errors.size(), MAX_ERRORS)));
        }
        if (files.isEmpty()) {
            throw parts.isEmpty() ? UploadErrors.missing() : UploadErrors.onlyHiddenFiles();
        }
        files.sort(Comparator.comparing(UploadedFile::path));
        return files;
    }

    /**
     * Returns the name of a single file or the name of the folder that contains all files. It is empty when there is no such
     * folder.
     */
    static String commonName(List<UploadedFile> files) {
        String first = files.getFirst().path();
        if (files.size() == 1) {
            return first;
        }
        String folder = first.substring(0, first.indexOf('/') + 1);
        boolean common = files.stream().allMatch(file -> file.path().startsWith(folder));
        return common && !folder.isEmpty() ? folder.substring(0, folder.length() - 1) : "";
    }

    private static String name(MultipartFile part) {
        return String.valueOf(part.getOriginalFilename()).replace('\\', '/');
    }

    private static boolean isHidden(String path) {
        return path.startsWith(".") || path.contains("/.");
    }
}
