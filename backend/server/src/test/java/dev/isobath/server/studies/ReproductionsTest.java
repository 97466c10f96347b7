package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.studies.StudyReport.ReportCorpus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReproductionsTest {

    @Test
    void a_shell_takes_the_name_of_a_corpus_as_it_is() throws Exception {
        String command = Reproductions.command(
                List.of(new ReportCorpus("it's $(here) \"x\"", 5L, "ab"), new ReportCorpus("gone", null, null)),
                List.of("pieces"));
        assertThat(command)
                .contains("# The corpus gone, which this installation does not have any more.")
                .contains("/api/projects/default/tokenizers");
        // A function in the place of curl prints each word that it is called with.
        Process shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        "curl() { printf '<%s>' \"$@\"; echo; }; TOKEN=t; ISOBATH=http://x; ID=1\n" + command)
                .redirectErrorStream(true)
                .start();
        String printed = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(printed).isZero();
        assertThat(printed.lines())
                .hasSize(5)
                .first()
                .asString()
                .contains("<name=it's $(here) \"x\"><-F><file=@\"it's $(here) \\\"x\\\".txt\">");
        assertThat(printed.lines().toList().getLast()).endsWith("<-X><POST><http://x/api/studies/1/launch>");
    }
}
