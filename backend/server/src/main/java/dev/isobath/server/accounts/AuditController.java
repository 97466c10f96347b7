package dev.isobath.server.accounts;

import dev.isobath.server.problems.BadRequest;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "audit")
class AuditController {

    private static final int MOST = 200;

    /**
     * Entries, newest first.
     *
     * @param nextCursor asks for the older ones; null when there are none
     */
    record AuditPage(List<Audit.Event> events, @Nullable String nextCursor) {}

    private final Audit audit;

    AuditController(Audit audit) {
        this.audit = audit;
    }

    @GetMapping("/api/audit")
    AuditPage listAudit(@RequestParam @Nullable String cursor, @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw BadRequest.malformed("limit must be from 1 to " + MOST);
        }
        List<Audit.Event> events = audit.before(number(cursor), limit + 1);
        boolean more = events.size() > limit;
        List<Audit.Event> page = more ? events.subList(0, limit) : events;
        return new AuditPage(page, more ? Long.toString(page.getLast().id()) : null);
    }

    private static long number(@Nullable String cursor) {
        try {
            return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw BadRequest.malformed("cursor must be a nextCursor of an earlier answer");
        }
    }
}
