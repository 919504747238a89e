package org.mailbay.jmap.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.Rig;

class CallsTest {
    @Test
    void methodsAreCountedByNameAndNamesOfClientsAreNot() throws Exception {
        try (Rig rig = new Rig()) {
            rig.calls("[['Core/echo',{},'0'],['Note/get',{'accountId':'$a','ids':[]},'1'],"
                    + "['Note/get',{'accountId':'$a','ids':7},'2'],['My/own',{},'3'],['My/get',{},'4']]");
            assertThat(rig.figures())
                    .containsEntry("mailbay_jmap_calls_total{method=\"Core/echo\"}", 1.0)
                    .containsEntry("mailbay_jmap_call_errors_total{method=\"Core/echo\"}", 0.0)
                    .containsEntry("mailbay_jmap_calls_total{method=\"Note/get\"}", 2.0)
                    .containsEntry("mailbay_jmap_call_errors_total{method=\"Note/get\"}", 1.0)
                    .containsEntry("mailbay_jmap_calls_total{method=\"unknown\"}", 2.0)
                    .containsEntry("mailbay_jmap_call_errors_total{method=\"unknown\"}", 2.0)
                    .hasSize(9);
            assertThat(rig.figures().get("mailbay_jmap_call_seconds_total{method=\"Note/get\"}"))
                    .isPositive();
        }
    }
}
