package org.mailbay.jmap.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.core.Rig;
import org.mailbay.jmap.spi.Method;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

class WorkTest {
    @Test
    void isCountedOverTheCallsOfARequestAndNotBeyond() throws Exception {
        try (Rig rig = new Rig()) {
            rig.models.bind(new Worker());
            String two = "[['Work/do',{},'0'],['Work/do',{},'1']]";
            JsonNode first = rig.calls(two);
            assertThat(first.at("/0/1/sum").longValue()).isEqualTo(7);
            assertThat(first.at("/1/1/sum").longValue()).isEqualTo(14);
            assertThat(rig.calls(two).at("/0/1/sum").longValue()).isEqualTo(7);
        }
    }

    private static final class Worker implements Method {
        @Override
        public String name() {
            return "Work/do";
        }

        @Override
        public String capability() {
            return Notes.URN;
        }

        @Override
        public void invoke(Call call, Responses responses) {
            JsonGenerator out = responses.begin(name());
            out.writeStartObject();
            out.writeNumberProperty("sum", call.worked("work", 7));
            out.writeEndObject();
        }
    }
}
