package org.mailbay.jmap.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.request.RequestReader;

/** RFC 8887 §4.3. */
class MessageReaderTest {
    private final MessageReader reader = new MessageReader(new RequestReader(new Json(1000, 1000), 2));

    private Message read(String text) throws IOException {
        return reader.read(new ByteArrayInputStream(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private void isBad(String text, String type, String id) throws IOException {
        assertThat(read(text)).as(text).isInstanceOfSatisfying(Message.Bad.class, bad -> {
            assertThat(bad.problem().type()).endsWith(type);
            assertThat(bad.id()).isEqualTo(id);
        });
    }

    @Test
    void rfc8887_4_3_2_request() throws IOException {
        assertThat(read("{'id':'R1','@type':'Request','using':['a'],'methodCalls':[['A/b',{},'0']]}"))
                .isInstanceOfSatisfying(Message.Calls.class, calls -> {
                    assertThat(calls.id()).isEqualTo("R1");
                    assertThat(calls.request().calls()).hasSize(1);
                });
        assertThat(read("{'using':[],'methodCalls':[],'createdIds':{},'@type':'Request','extension':[{}]}"))
                .isInstanceOfSatisfying(
                        Message.Calls.class, calls -> assertThat(calls.id()).isNull());
    }

    @Test
    void rfc8887_4_3_5_push() throws IOException {
        assertThat(read("{'@type':'WebSocketPushEnable','dataTypes':['Email','X'],'pushState':'12'}"))
                .isEqualTo(new Message.PushEnable(Set.of("Email", "X"), "12"));
        assertThat(read("{'@type':'WebSocketPushEnable','dataTypes':null}"))
                .isEqualTo(new Message.PushEnable(null, null));
        assertThat(read("{'@type':'WebSocketPushDisable'}")).isEqualTo(new Message.PushDisable());
    }

    @Test
    void rfc8887_4_3_1_anythingElseIsRefused() throws IOException {
        isBad("", ":notJSON", null);
        isBad("{", ":notJSON", null);
        isBad("{'id':'R1','@type':", ":notJSON", "R1");
        isBad("[]", ":notRequest", null);
        isBad("{}", ":notRequest", null);
        isBad("{'id':'R1','using':[],'methodCalls':[]}", ":notRequest", "R1");
        isBad("{'@type':'Response','id':'R1'}", ":notRequest", "R1");
        isBad("{'@type':'Request','id':'R1'}", ":notRequest", "R1");
        isBad("{'@type':'Request','id':1,'using':[],'methodCalls':[]}", ":notRequest", null);
        isBad("{'@type':'Request','id':'R1','using':[]}", ":notRequest", "R1");
        isBad("{'@type':'Request','id':'R1','using':[],'methodCalls':[1]}", ":notRequest", "R1");
        isBad("{'@type':'Request','id':'R1','using':[],'methodCalls':[]} x", ":notJSON", "R1");
        isBad("{'@type':'Request','@type':'Request','using':[],'methodCalls':[]}", ":notJSON", null);
        isBad("{'@type':'WebSocketPushEnable','dataTypes':'Email'}", ":notRequest", null);
        isBad("{'@type':'WebSocketPushEnable','dataTypes':[1]}", ":notRequest", null);
        isBad("{'@type':'WebSocketPushEnable','dataTypes':null,'pushState':1}", ":notRequest", null);
        isBad(
                "{'id':'R1','@type':'Request','using':[],'methodCalls':[['a',{},'0'],['a',{},'0'],['a',{},'0']]}",
                ":limit",
                "R1");
    }
}
