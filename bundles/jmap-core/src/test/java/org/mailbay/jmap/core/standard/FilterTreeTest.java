package org.mailbay.jmap.core.standard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.Rig;

/** Filters have bounds: each condition may cost a look at everything. */
class FilterTreeTest {
    @Test
    void aThousandConditionsPassAndOneMoreDoesNot() throws Exception {
        try (Rig rig = new Rig()) {
            assertThat(rig.call("Note/query", query(FilterTree.MAX_CONDITIONS - 1))
                            .has("ids"))
                    .isTrue();
            assertThat(rig.call("Note/query", query(FilterTree.MAX_CONDITIONS))
                            .path("type")
                            .asString(""))
                    .isEqualTo("unsupportedFilter");
        }
    }

    private static String query(int conditions) {
        return "{'accountId':'$a','filter':{'operator':'OR','conditions':[{}" + ",{}".repeat(conditions - 1) + "]}}";
    }
}
