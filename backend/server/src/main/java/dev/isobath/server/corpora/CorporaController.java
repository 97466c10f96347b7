package dev.isobath.server.corpora;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.User;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.ReadsParameters;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import dev.isobath.server.storage.BlobStore;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@Tag(name = "corpora")
class CorporaController {

    private static final String COLLECTION = "/api/projects/{project}/corpora";
    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private static final String JSON_LINES = "application/jsonl";
    private static final String DEFAULT_FIELD = "text";

    record CorpusList(List<CorpusView> corpora) {}

    private final CorpusRepository corpora;
    private final CorpusUploadService uploads;
    private final DocumentIndex documents;
    private final BlobStore store;
    private final ProjectRepository projects;
    private final AuditLog audit;

    CorporaController(
            CorpusRepository corpora,
            CorpusUploadService uploads,
            DocumentIndex documents,
            BlobStore store,
            ProjectRepository projects,
            AuditLog audit) {
        this.corpora = corpora;
        this.uploads = uploads;
        this.documents = documents;
        this.store = store;
        this.projects = projects;
        this.audit = audit;
    }

    @GetMapping(COLLECTION)
    CorpusList listCorpora(@PathVariable String project) {
        return new CorpusList(corpora.list(projects.get(project).id()));
    }

    /**
     * Uploads one file or several as a corpus. The name is a field of the form or a parameter of the address. By default it is
     * the name of the file without its extension, or the name of the folder that contains the files.
     */
    @PostMapping(path = COLLECTION, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<CorpusView> uploadCorpus(
            @PathVariable String project,
            @RequestPart(required = false) @Nullable List<MultipartFile> file,
            @ReadsParameters({"name", "format", "field"}) HttpServletRequest request,
            @AuthenticationPrincipal User user) {
        Project into = projects.get(project);
        if (file == null) {
            throw UploadErrors.missing();
        }
        List<UploadedFile> files = UploadedFiles.of(file, DocumentFormat.parse(formParameter(request, "format", "")));
        String name = formParameter(request, "name", "");
        return created(uploads.upload(
                into,
                name.isEmpty() ? CorpusName.ofFile(UploadedFiles.commonName(files)) : new CorpusName(name),
                files,
                FieldPath.parse(formParameter(request, "field", DEFAULT_FIELD)),
                "/file",
                user));
    }

    /**
     * Returns a parameter of the form or the address. A {@code @RequestParam} would join the values with a comma when both have
     * the parameter.
     */
    private static String formParameter(HttpServletRequest request, String name, String defaultValue) {
        String value = request.getParameter(name);
        return value == null || value.isBlank() ? defaultValue : value.strip();
    }

    /** Uploads the body, plain text or records, as a corpus. */
    @PostMapping(
            path = COLLECTION,
            consumes = {
                MediaType.TEXT_PLAIN_VALUE,
                MediaType.APPLICATION_OCTET_STREAM_VALUE,
                JSON_LINES,
                "application/x-ndjson"
            })
    ResponseEntity<CorpusView> sendCorpus(
            @PathVariable String project,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = DEFAULT_FIELD) String field,
            @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
            InputStream text,
            HttpServletRequest request,
            @AuthenticationPrincipal User user) {
        Project into = projects.get(project);
        CorpusName checked = new CorpusName(name);
        if (request.getContentLengthLong() > uploads.limit()) {
            throw BadRequestException.tooLarge(uploads.limit());
        }
        DocumentFormat format =
                type.getSubtype().endsWith("json") || type.getSubtype().endsWith("jsonl")
                        ? DocumentFormat.RECORDS
                        : DocumentFormat.TEXT;
        UploadedFile body = new UploadedFile("", UploadLocation.BODY, format, () -> text);
        return created(uploads.upload(into, checked, List.of(body), FieldPath.parse(field), "", user));
    }

    @GetMapping("/api/corpora/{id}")
    CorpusView getCorpus(@PathVariable UUID id) {
        return corpora.view(id);
    }

    /** Returns a page of the documents of a corpus, in their order. */
    @GetMapping("/api/corpora/{id}/documents")
    DocumentList listDocuments(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") long from,
            @RequestParam(defaultValue = "100") int limit) {
        return documents.list(corpora.find(id), from, limit);
    }

    @GetMapping(path = "/api/corpora/{id}/content", produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<Resource> downloadCorpus(@PathVariable UUID id) {
        CorpusView corpus = corpora.view(id);
        return ResponseEntity.ok()
                .contentType(TEXT)
                .eTag(corpus.sha256())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(corpus.name() + ".txt", StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(new FileSystemResource(store.findSound(corpus.sha256())));
    }

    @DeleteMapping("/api/corpora/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteCorpus(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        Corpus corpus = corpora.find(id);
        uploads.delete(corpus);
        audit.record(user, AuditLog.Action.CORPUS_DELETED, corpus.name());
    }

    private static ResponseEntity<CorpusView> created(CorpusView corpus) {
        return ResponseEntity.created(URI.create("/api/corpora/" + corpus.id())).body(corpus);
    }
}
