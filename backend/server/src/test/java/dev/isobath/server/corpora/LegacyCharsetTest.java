package dev.isobath.server.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyCharsetTest {

    private static final String KOREAN = "깊은 바다의 소리는 밤에 멀리까지 들린다. 늙은 어부는 바닷가에 앉아 그물을 고친다.";
    private static final String CHINESE = "深海的声音在夜里传得很远，老渔夫坐在岸边修补他的渔网，等着潮水退去。我们都知道，这是一个很长的故事。";
    private static final String TRADITIONAL = "深海的聲音在夜裡傳得很遠，老漁夫坐在岸邊修補他的漁網，等著潮水退去。我們都知道，這是一個很長的故事。";
    private static final String JAPANESE = "深い海の音は夜に遠くまで届く。年老いた漁師は岸辺に座って網を直し、潮が引くのを待っている。";
    private static final String RUSSIAN = "Глубокое море шумит у берега, и старый рыбак чинит свои сети до самой ночи.";
    private static final String GREEK = "Η βαθια θαλασσα βουιζει στην ακτη και ο γερος ψαρας διορθωνει τα διχτυα του.";
    private static final String TURKISH =
            "Derin deniz kıyıda uğulduyor ve yaşlı balıkçı geceye kadar ağlarını onarıyor, çünkü yarın denize çıkacak.";
    private static final String FRENCH =
            "L'été, la mer est très calme et les pêcheurs réparent leurs filets près du rivage où les enfants jouent.";

    /** A text in the set, and the name that the advice has, under which iconv converts it without loss. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EUC-KR | EUC-KR | " + KOREAN,
                "x-windows-949 | CP949 | 똠방각하와 펲시콜라. " + KOREAN,
                "GB18030 | GB18030 | " + CHINESE,
                "Big5 | Big5 | " + TRADITIONAL,
                "Shift_JIS | Shift_JIS | " + JAPANESE,
                "windows-31j | CP932 | ①髙﨑 " + JAPANESE,
                "EUC-JP | EUC-JP | " + JAPANESE,
                "windows-1251 | windows-1251 | " + RUSSIAN,
                "KOI8-R | KOI8-R | " + RUSSIAN,
                "ISO-8859-5 | ISO-8859-5 | " + RUSSIAN,
                "ISO-8859-7 | ISO-8859-7 | " + GREEK,
                "ISO-8859-9 | ISO-8859-9 | " + TURKISH,
                "ISO-8859-1 | ISO-8859-1 | " + FRENCH,
                "windows-1252 | windows-1252 | « " + FRENCH + " – »"
            })
    void names_the_set_of_a_text(String charset, String name, String text) {
        assertThat(LegacyCharset.detect(text.getBytes(Charset.forName(charset))))
                .contains(new LegacyCharset(name));
    }

    /** A wrong name leads to a text of wrong letters, so that no name is better. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EUC-KR | 안녕하세요",
                "windows-1251 | Глубокое море",
                "GB18030 | 深海的声音",
                "IBM866 | " + RUSSIAN,
                "x-MacRoman | " + FRENCH,
                "TIS-620 | ทะเลลึกส่งเสียงในยามค่ำคืน ชาวประมงเฒ่านั่งซ่อมแหอยู่ริมฝั่ง",
                "windows-1250 | Głęboką zatoką płyną łodzie i wiążą sieci, a każdą z nich mają rybacy.",
            })
    void names_no_set_when_it_is_not_certain(String charset, String text) {
        assertThat(LegacyCharset.detect(text.getBytes(Charset.forName(charset))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 101, 102, 103})
    void the_sample_may_end_inside_a_character(int left) {
        byte[] text = KOREAN.repeat(3).getBytes(Charset.forName("EUC-KR"));
        assertThat(LegacyCharset.detect(Arrays.copyOf(text, text.length - left)))
                .contains(new LegacyCharset("EUC-KR"));
    }
}
