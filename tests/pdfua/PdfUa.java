// Judges PDF files with the veraPDF library by a set of rules (`ua1`, `3a`), which is the first
// word: one line a file and one line a broken rule. Exit code 1 where any file breaks one. See verapdf.py beside it.
import java.io.FileInputStream;
import java.util.Arrays;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class PdfUa {
    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(words[0]);
        int broken = 0;
        for (String file : Arrays.copyOfRange(words, 1, words.length)) {
            try (PDFAParser parser = Foundries.defaultInstance()
                    .createParser(new FileInputStream(file), flavour)) {
                ValidationResult result = Foundries.defaultInstance()
                    .createValidator(flavour, false).validate(parser);
                System.out.println(file + " compliant=" + result.isCompliant()
                    + " checks=" + result.getTotalAssertions());
                if (!result.isCompliant()) {
                    broken++;
                }
                for (TestAssertion rule : result.getTestAssertions()) {
                    if (rule.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("  " + rule.getRuleId().getClause() + "-"
                            + rule.getRuleId().getTestNumber() + " " + rule.getMessage());
                    }
                }
            }
        }
        System.exit(broken > 0 ? 1 : 0);
    }
}
