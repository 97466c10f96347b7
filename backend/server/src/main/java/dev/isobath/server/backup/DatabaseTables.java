package dev.isobath.server.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of an installation's database. */
final class DatabaseTables {

    private static final String HISTORY = "flyway_schema_history";

    /** What a backup leaves out: who is signed in, and what the servers of the time were doing. */
    private static final Set<String> LEFT_OUT =
            Set.of(HISTORY, "spring_session", "spring_session_attributes", "scheduled_tasks");

    private final Connection connection;

    DatabaseTables(Connection connection) {
        this.connection = connection;
    }

    /** An identity column. */
    record Identity(String table, String column) {}

    /** Returns all tables but the one with the history of migrations. */
    List<String> all() throws SQLException {
        return names("""
                select c.relname from pg_class c
                where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relname <> '%s'
                order by 1
                """.formatted(HISTORY));
    }

    /** Returns the tables that a backup has, each after those that it refers to. */
    List<String> inOrder() throws SQLException {
        Map<String, Set<String>> referred = new LinkedHashMap<>();
        all().forEach(table -> referred.put(table, new LinkedHashSet<>()));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select t.relname, r.relname from pg_constraint c
                        join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
                        where c.contype = 'f' and t.oid <> r.oid and t.relnamespace = current_schema()::regnamespace
                        order by 1, 2
                        """)) {
            while (rows.next()) {
                referred.computeIfAbsent(rows.getString(1), _ -> new LinkedHashSet<>())
                        .add(rows.getString(2));
            }
        }
        referred.keySet().removeAll(LEFT_OUT);
        List<String> ordered = new ArrayList<>();
        while (!referred.isEmpty()) {
            List<String> next = referred.entrySet().stream()
                    .filter(each -> ordered.containsAll(each.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("tables refer to each other in a circle: " + referred.keySet());
            }
            ordered.addAll(next);
            referred.keySet().removeAll(Set.copyOf(next));
        }
        return ordered;
    }

    /** Returns the columns that rows are written with. */
    List<String> columns(String table) throws SQLException {
        return names("""
                select attname from pg_attribute
                where attrelid = (select oid from pg_class where relname = ? and relnamespace = current_schema()::regnamespace)
                  and attnum > 0 and not attisdropped and attgenerated = ''
                order by attnum
                """, table);
    }

    List<Identity> identities() throws SQLException {
        List<Identity> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select table_name, column_name from information_schema.columns
                        where table_schema = current_schema() and is_identity = 'YES' order by 1, 2
                        """)) {
            while (rows.next()) {
                found.add(new Identity(rows.getString(1), rows.getString(2)));
            }
        }
        return found;
    }

    /** Returns the version of the newest migration, or nothing in a database without migrations. */
    List<String> schema() throws SQLException {
        return names("select version from " + HISTORY
                + " where success and version is not null order by installed_rank desc limit 1");
    }

    /** Returns {@code table (column, ...)} for {@code COPY}. */
    static String copied(String table, List<String> columns) {
        return quoted(table)
                + columns.stream()
                        .map(DatabaseTables::quoted)
                        .reduce((a, b) -> a + ", " + b)
                        .map(all -> " (" + all + ")")
                        .orElse("");
    }

    /** Returns a name as SQL has it, whatever characters it has. */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private List<String> names(String query, String... parameters) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }
}
