package org.mailbay.jmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PatchTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static String patched(String object, String patch) throws SetError {
        return Patch.of(object(patch)).apply(object(object)).toString().replace('"', '\'');
    }

    @Test
    void rfc8620_5_3_replacesAddsAndRemoves() throws SetError {
        assertThat(patched("{'a':1,'k':{'x':true}}", "{'k/y':true,'k/x':null,'a':2}"))
                .isEqualTo("{'a':2,'k':{'y':true}}");
        assertThat(patched("{'k':{'x':{'y':1,'z':2}}}", "{'k/x/y':null}")).isEqualTo("{'k':{'x':{'z':2}}}");
        assertThat(patched("{'k':{'x':1}}", "{'k/absent':null}")).isEqualTo("{'k':{'x':1}}");
    }

    @Test
    void rfc6901_4_unescapesOnce() throws SetError {
        assertThat(patched("{'k':{}}", "{'k/a~1b':1,'k/c~0d':2,'k/e~01f':3}"))
                .isEqualTo("{'k':{'a/b':1,'c~d':2,'e~1f':3}}");
    }

    @Test
    void digitsAreMemberNames() throws SetError {
        assertThat(patched("{'k':{}}", "{'k/0':1}")).isEqualTo("{'k':{'0':1}}");
    }

    @Test
    void theOldValueIsNotChanged() throws SetError {
        ObjectNode old = object("{'k':{'x':1}}");
        Patch.of(object("{'k/x':2}")).apply(old);
        assertThat(old).isEqualTo(object("{'k':{'x':1}}"));
    }

    @Test
    void refusesWhatIsNoPatch() {
        for (String patch : new String[] {
            "{'k':{},'k/x':1}",
            "{'k/x':1,'k/x/y':1,'k/xy':1}",
            "{'':1}",
            "{'/k':1}",
            "{'k/~2':1}",
            "{'k/~':1}",
            "{'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q':1}"
        }) {
            assertThat(catchThrowableOfType(SetError.class, () -> Patch.of(object(patch)))
                            .type())
                    .as(patch)
                    .isEqualTo(SetError.INVALID_PATCH);
        }
        for (String patch : new String[] {"{'a/x':1}", "{'l/0':1}", "{'k/no/x':1}", "{'absent/x':1}"}) {
            assertThat(catchThrowableOfType(SetError.class, () -> patched("{'a':1,'l':[1],'k':{}}", patch))
                            .type())
                    .as(patch)
                    .isEqualTo(SetError.INVALID_PATCH);
        }
    }
}
