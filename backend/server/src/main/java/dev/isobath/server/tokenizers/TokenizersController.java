package dev.isobath.server.tokenizers;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.User;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.ReadsParameters;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.dao.DuplicateKeyException;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@Tag(name = "tokenizers")
class TokenizersController {

    private static final String COLLECTION = "/api/projects/{project}/tokenizers";
    /** The most bytes of a file. It is twice the size of the largest known tokenizer. */
    private static final int MAX_BYTES = 64 << 20;

    record TokenizerList(List<TokenizerView> tokenizers) {}

    private final TokenizerRepository tokenizers;
    private final BlobStore store;
    private final BlobReferences blobs;
    private final ProjectRepository projects;
    private final TrialRepository trials;
    private final AuditLog audit;

    TokenizersController(
            TokenizerRepository tokenizers,
            BlobStore store,
            BlobReferences blobs,
            ProjectRepository projects,
            TrialRepository trials,
            AuditLog audit) {
        this.tokenizers = tokenizers;
        this.store = store;
        this.blobs = blobs;
        this.projects = projects;
        this.trials = trials;
        this.audit = audit;
    }

    @GetMapping(COLLECTION)
    TokenizerList listTokenizers(@PathVariable String project) {
        return new TokenizerList(tokenizers.list(projects.get(project).id()));
    }

    /** Uploads the {@code tokenizer.json} in a form. The form also has the name of the tokenizer. */
    @PostMapping(path = COLLECTION, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<TokenizerView> uploadTokenizer(
            @PathVariable String project,
            @RequestPart(required = false) @Nullable MultipartFile file,
            @ReadsParameters("name") HttpServletRequest request,
            @AuthenticationPrincipal User user)
            throws IOException {
        Project into = projects.get(project);
        if (file == null) {
            throw BadRequestException.invalid("/file", "is missing; send the tokenizer.json as the part 'file'");
        }
        // A @RequestParam would join the values with a comma when the form and the address both have a name.
        String name = request.getParameter("name");
        if (file.getSize() > MAX_BYTES) {
            throw BadRequestException.tooLarge(MAX_BYTES);
        }
        return created(save(into, new TokenizerName(name == null ? "" : name), file::getInputStream, "/file", user));
    }

    /** Uploads the body, which is a {@code tokenizer.json}. */
    @PostMapping(path = COLLECTION, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TokenizerView> sendTokenizer(
            @PathVariable String project,
            @RequestParam(defaultValue = "") String name,
            InputStream content,
            @AuthenticationPrincipal User user)
            throws IOException {
        Project into = projects.get(project);
        TokenizerName checked = new TokenizerName(name);
        // BodySizeLimitFilter lets no more than a document's size through.
        byte[] file = content.readAllBytes();
        return created(save(into, checked, () -> new ByteArrayInputStream(file), "", user));
    }

    private TokenizerView save(
            Project project, TokenizerName name, TokenizerFile.Content content, String pointer, User user)
            throws IOException {
        TokenizerFile read = TokenizerFile.read(content, pointer);
        Blob blob;
        try (InputStream file = content.open()) {
            blob = store.put(file, MAX_BYTES);
        }
        Tokenizer tokenizer = new Tokenizer(UUID.randomUUID(), name.text(), blob, read.vocabulary(), null);
        try {
            if (!blobs.addReference(List.of(blob), () -> {
                tokenizers.add(tokenizer, project.id(), read.model(), user.id());
                trials.add(tokenizer.id(), user.id());
            })) {
                throw TokenizerConflictException.deletedMeanwhile();
            }
        } catch (DuplicateKeyException e) {
            blobs.deleteIfUnreferenced(blob.sha256());
            throw TokenizerConflictException.nameTaken(name);
        }
        return tokenizers.view(tokenizer.id());
    }

    @GetMapping("/api/tokenizers/{id}")
    TokenizerView getTokenizer(@PathVariable UUID id) {
        return tokenizers.view(id);
    }

    @GetMapping(path = "/api/tokenizers/{id}/content", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Resource> downloadTokenizer(@PathVariable UUID id) {
        TokenizerView tokenizer = tokenizers.view(id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .eTag(tokenizer.sha256())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(tokenizer.name() + ".json", StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(new FileSystemResource(store.findSound(tokenizer.sha256())));
    }

    /** Has the tokenizer tried again, because its verdict may be the fault of a worker node. A trial that waits already is enough. */
    @PostMapping("/api/tokenizers/{id}/trials")
    @ResponseStatus(HttpStatus.ACCEPTED)
    TokenizerView tryTokenizer(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        TokenizerView tokenizer = tokenizers.view(id);
        if (trials.add(id, user.id())) {
            audit.record(user, AuditLog.Action.TOKENIZER_TRIED_AGAIN, tokenizer.name());
        }
        return tokenizers.view(id);
    }

    @DeleteMapping("/api/tokenizers/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteTokenizer(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        TokenizerView tokenizer = tokenizers.view(id);
        tokenizers.delete(id, tokenizer.name());
        blobs.deleteIfUnreferenced(tokenizer.sha256());
        audit.record(user, AuditLog.Action.TOKENIZER_DELETED, tokenizer.name());
    }

    private static ResponseEntity<TokenizerView> created(TokenizerView tokenizer) {
        return ResponseEntity.created(URI.create("/api/tokenizers/" + tokenizer.id()))
                .body(tokenizer);
    }
}
