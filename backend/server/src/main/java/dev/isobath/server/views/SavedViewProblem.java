package dev.isobath.server.views;

import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Thrown when a saved view cannot be added, changed or deleted. */
final class SavedViewProblem extends ProblemException {

    private SavedViewProblem(HttpStatus status, String slug, String title, String detail, List<FieldError> errors) {
        super(status, slug, title, detail, errors);
    }

    static SavedViewProblem notOwner() {
        return new SavedViewProblem(
                HttpStatus.FORBIDDEN,
                "not-owner",
                "Not yours",
                "a view of the project is changed by its owner or by an administrator; save yours under another name",
                List.of());
    }

    static SavedViewProblem notOwnerOfPrivacy() {
        return new SavedViewProblem(
                HttpStatus.FORBIDDEN,
                "not-owner",
                "Not yours",
                "only its owner makes a view private, because nobody else sees it then",
                List.of());
    }

    static SavedViewProblem nameTaken(String name, Visibility visibility) {
        return new SavedViewProblem(
                HttpStatus.CONFLICT,
                "name-taken",
                "Name taken",
                "%s view '%s' is there already; choose another name"
                        .formatted(visibility == Visibility.PRIVATE ? "your" : "the project's", name),
                List.of(new FieldError("/name", "belongs to another view already")));
    }

    static SavedViewProblem changedMeanwhile(String name) {
        return new SavedViewProblem(
                HttpStatus.CONFLICT,
                "changed-meanwhile",
                "Changed meanwhile",
                "somebody has changed the view '%s' meanwhile; read it again, or save yours under another name"
                        .formatted(name),
                List.of());
    }

    static SavedViewProblem tooMany(Visibility visibility, int most) {
        return new SavedViewProblem(
                HttpStatus.CONFLICT,
                "too-many",
                "Too many views",
                "%s at most %d; delete some first"
                        .formatted(
                                visibility == Visibility.PRIVATE
                                        ? "your private views of a project can be"
                                        : "the views of a project can be",
                                most),
                List.of());
    }
}
