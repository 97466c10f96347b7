package dev.isobath.server.accounts;

import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "audit")
class AuditController {

    private static final int MAX_LIMIT = 200;

    /**
     * A page of entries, newest first.
     *
     * @param nextCursor the cursor of the next page, which has older entries; null on the last page
     */
    record AuditPage(List<AuditLog.Event> events, @Nullable String nextCursor) {}

    private final AuditLog audit;

    AuditController(AuditLog audit) {
        this.audit = audit;
    }

    @GetMapping("/api/audit")
    AuditPage listAudit(@RequestParam @Nullable String cursor, @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw BadRequestException.malformed("limit must be from 1 to " + MAX_LIMIT);
        }
        List<AuditLog.Event> events = audit.findBefore(parseCursor(cursor), limit + 1);
        boolean more = events.size() > limit;
        List<AuditLog.Event> page = more ? events.subList(0, limit) : events;
        return new AuditPage(page, more ? Long.toString(page.getLast().id()) : null);
    }

    private static long parseCursor(@Nullable String cursor) {
        try {
            return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw BadRequestException.malformed("cursor must be a nextCursor of an earlier answer");
        }
    }
}
