package dev.isobath.server.views;

import dev.isobath.server.experiments.ListSettings;
import dev.isobath.server.experiments.ListSettingsChecker;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.text.TextRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A saved view to add, or what a view is to be.
 *
 * @param name 1 to 100 characters
 * @param visibility {@code PRIVATE}, which is the default, or {@code PROJECT}
 * @param settings the settings of the list; none by default
 * @param version for a change, the version that it begins from
 */
@Schema(name = "NewSavedView")
record SavedViewBody(
        @Nullable String name,
        @Nullable String visibility,
        @Nullable ListSettings settings,
        @Nullable Integer version) {

    private static final TextRule NAME = TextRule.name(100);
    private static final ListSettings NONE = new ListSettings(null, null, null, null, null, null, null, null, null);

    /** The valid fields, normalised and with defaults. */
    record Checked(String name, Visibility visibility, ListSettings settings) {}

    /**
     * Checks the fields of a new view.
     *
     * @throws BadRequestException with an error for each invalid field
     */
    Checked checked(ListSettingsChecker settingsChecker) {
        List<FieldError> errors = new ArrayList<>();
        if (version != null) {
            errors.add(new FieldError("/version", "belongs to changes; a new view has none"));
        }
        return checked(settingsChecker, errors);
    }

    /**
     * Checks the fields of a change.
     *
     * @throws BadRequestException with an error for each invalid field
     */
    Checked checkedChange(ListSettingsChecker settingsChecker) {
        List<FieldError> errors = new ArrayList<>();
        if (version == null) {
            errors.add(new FieldError("/version", "is missing; send the version that the view had when it was read"));
        }
        return checked(settingsChecker, errors);
    }

    private Checked checked(ListSettingsChecker settingsChecker, List<FieldError> errors) {
        String text = name == null ? "" : TextRule.normalise(name);
        FieldError.ofText("/name", text, NAME).ifPresent(errors::add);
        Visibility checked = Visibility.parse(visibility, errors);
        ListSettings list = settingsChecker.check("/settings", settings == null ? NONE : settings, errors);
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
        return new Checked(text, checked, list);
    }
}
