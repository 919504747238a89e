package org.mailbay.jmap.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Method;
import org.mailbay.jmap.spi.Property;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.swap.AwayException;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.JmapCall;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.databind.JsonNode;

/** RFC 9404. */
final class BlobMethodsTest {
    private static final ObjectType NOTE = new ObjectType("Note", 'N');

    private final BlobConfig config =
            Configurations.of(BlobConfig.class, Map.of("maxSizeBlobSet", 1_000L, "maxSizeDigest", 6_000L));
    private final MemoryStore store = new MemoryStore();
    private final DataTypes types = new DataTypes(Duration.ZERO, Duration.ofHours(1));
    private final DataType notes = new Notes();
    private final Method upload = new BlobUpload(config);
    private final Method get = new BlobGet(config);
    private final Method lookup = new BlobLookup(types);
    private Account account;

    @BeforeEach
    void open() throws IOException {
        account = store.store().create(new TenantId(1));
        types.bind(notes);
    }

    private static final class Notes implements DataType {
        @Override
        public ObjectType type() {
            return NOTE;
        }

        @Override
        public String capability() {
            return "urn:test";
        }

        @Override
        public List<Property> properties() {
            return List.of();
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JsonNode answer(Method method, String arguments) throws Exception {
        return JmapCall.answer(method, account, arguments);
    }

    private String uploaded(String sources) throws Exception {
        JsonNode answer = answer(upload, "{'create':{'b':{'data':" + sources + "}}}");
        return answer.at("/created/b/id").stringValue();
    }

    private JsonNode got(String id, String more) throws Exception {
        return answer(get, "{'ids':['" + id + "']" + more + "}").get("list").get(0);
    }

    @Test
    void rfc9404_4_1_aBlobIsPutTogetherFromSources() throws Exception {
        String first = uploaded("[{'data:asText':'The quick '},{'data:asBase64':'YnJvd24gZm94'}]");
        assertThat(got(first, "").get("data:asText").stringValue()).isEqualTo("The quick brown fox");
        String second = uploaded("[{'blobId':'" + first + "','offset':4,'length':6},{'data:asText':'end'}]");
        assertThat(got(second, "").get("data:asText").stringValue()).isEqualTo("quick end");
        assertThat(got(second, "").get("size").longValue()).isEqualTo(9);
    }

    @Test
    void rfc8620_6_theOldestUploadMakesRoom() throws Exception {
        try (MemoryStore small = new MemoryStore(Map.of("uploads", 2))) {
            account = small.store().create(new TenantId(1));
            String first = uploaded("[{'data:asText':'1'}]");
            String second = uploaded("[{'data:asText':'2'}]");
            assertThat(got(first, "").get("size").longValue()).isEqualTo(1);
            uploaded("[{'data:asText':'3'}]");
            assertThat(answer(get, "{'ids':['" + first + "','" + second + "']}").get("notFound"))
                    .hasSize(1)
                    .first()
                    .satisfies(id -> assertThat(id.stringValue()).isEqualTo(first));
        }
    }

    @Test
    void rfc9404_4_1_blobsOfOneCallCanBeMadeOfEachOther() throws Exception {
        JsonNode created = answer(
                        upload,
                        "{'create':{'c':{'type':'text/plain','data':[{'blobId':'#b'},{'blobId':'#b'}]},"
                                + "'b':{'data':[{'data:asText':'x'}]},'d':{'data':[{'blobId':'#e'}]},'e':{'data':[{'blobId':'#d'}]}}}")
                .get("created");
        assertThat(created.propertyNames()).containsExactlyInAnyOrder("b", "c");
        assertThat(created.at("/c/size").longValue()).isEqualTo(2);
        assertThat(created.at("/c/type").stringValue()).isEqualTo("text/plain");
        assertThat(created.at("/b/type").isNull()).isTrue();
    }

    @Test
    void rfc9404_4_1_nothingIsGuessed() throws Exception {
        String id = uploaded("[{'data:asText':'abc'}]");
        for (String sources : List.of(
                "{}",
                "[{}]",
                "[7]",
                "[{'data:asText':'a','data:asBase64':'YQ=='}]",
                "[{'data:asBase64':'?'}]",
                "[{'data:asText':'a','offset':0}]",
                "[{'data:asText':'a','other':0}]",
                "[{'blobId':'#none'}]",
                "[{'blobId':'" + id + "','offset':4}]",
                "[{'blobId':'" + id + "','offset':1,'length':3}]",
                "[{'blobId':'" + id + "','offset':-1}]")) {
            JsonNode answer = answer(upload, "{'create':{'b':{'data':" + sources + "}}}");
            assertThat(answer.at("/notCreated/b/type").asString("")).as(sources).isEqualTo("invalidProperties");
            assertThat(answer.get("created").isNull()).isTrue();
        }
    }

    @Test
    void rfc9404_4_1_theLimitsAreThoseAnnounced() throws Exception {
        String source = "{'data:asText':'" + "x".repeat(500) + "'}";
        assertThat(got(uploaded("[" + source + "," + source + "]"), "")
                        .get("size")
                        .longValue())
                .isEqualTo(1_000);
        JsonNode answer =
                answer(upload, "{'create':{'b':{'data':[" + source + "," + source + ",{'data:asText':'y'}]}}}");
        assertThat(answer.at("/notCreated/b/type").stringValue()).isEqualTo("tooLarge");
    }

    @Test
    void rfc9404_4_2_rangesDigestsAndForms() throws Exception {
        String id = uploaded("[{'data:asText':'The quick brown fox jumped over the lazy dog.'}]");
        JsonNode range =
                got(id, ",'offset':4,'length':5,'properties':['data:asText','digest:sha','digest:sha-256','size']");
        assertThat(range.get("data:asText").stringValue()).isEqualTo("quick");
        assertThat(range.get("digest:sha").stringValue()).isEqualTo("mldR1azs8m/36yszwUTvzhxp/po=");
        assertThat(range.get("digest:sha-256").stringValue()).hasSize(44);
        assertThat(range.get("size").longValue()).isEqualTo(45);
        assertThat(range.has("isTruncated")).isFalse();
        JsonNode beyond = got(id, ",'offset':40,'length':20");
        assertThat(beyond.get("data:asText").stringValue()).isEqualTo(" dog.");
        assertThat(beyond.get("isTruncated").booleanValue()).isTrue();
        assertThat(got(id, ",'offset':100").get("data:asText").stringValue()).isEmpty();
    }

    @Test
    void rfc9404_4_2_whatIsNoTextIsBase64() throws Exception {
        String id = uploaded("[{'data:asBase64':'/wA='}]");
        JsonNode either = got(id, "");
        assertThat(either.get("data:asBase64").stringValue()).isEqualTo("/wA=");
        assertThat(either.get("isEncodingProblem").booleanValue()).isTrue();
        assertThat(either.has("data:asText")).isFalse();
        JsonNode text = got(id, ",'properties':['data:asText']");
        assertThat(text.get("data:asText").isNull()).isTrue();
        assertThat(text.get("isEncodingProblem").booleanValue()).isTrue();
        assertThat(got(id, ",'properties':['data:asBase64']").has("isEncodingProblem"))
                .isFalse();
    }

    @Test
    void rfc9404_4_2_unknownIsNotFoundAndUnknownPropertiesAreRefused() throws Exception {
        assertThat(answer(get, "{'ids':['b1','x']}").get("notFound").size()).isEqualTo(2);
        assertThatThrownBy(() -> answer(get, "{'ids':[],'properties':['digest:md0']}"))
                .isInstanceOf(MethodError.class);
        assertThatThrownBy(() -> answer(get, "{}")).isInstanceOf(MethodError.class);
    }

    @Test
    void aPartOfAMessageIsDecoded() throws Exception {
        BlobId whole =
                BlobId.parse(uploaded("[{'data:asText':'--YnJvd24gZm94--'}]")).orElseThrow();
        String part = BlobId.of(whole.blob(), 2, 12, BlobId.Encoding.BASE64).toString();
        assertThat(got(part, ",'offset':6").get("data:asText").stringValue()).isEqualTo("fox");
        assertThat(got(part, "").get("size").longValue()).isEqualTo(9);
        String copy = uploaded("[{'blobId':'" + part + "','offset':2,'length':3}]");
        assertThat(got(copy, "").get("data:asText").stringValue()).isEqualTo("own");
    }

    @Test
    void rfc9404_4_3_lookupNamesTheObjects() throws Exception {
        BlobId id = BlobId.parse(uploaded("[{'data:asText':'abc'}]")).orElseThrow();
        String loose = uploaded("[{'data:asText':'abcd'}]");
        ObjectId note = account.<ObjectId, RuntimeException>write(
                tx -> tx.create(NOTE, Row.EMPTY, new byte[0], Set.of(id.blob())));
        JsonNode answer = answer(lookup, "{'typeNames':['Note'],'ids':['" + id + "','" + loose + "','b-none']}");
        assertThat(answer.at("/list/0/matchedIds/Note/0").stringValue()).isEqualTo(note.toString());
        assertThat(answer.at("/list/1/matchedIds/Note").size()).isZero();
        assertThat(answer.at("/notFound/0").stringValue()).isEqualTo("b-none");
        assertThatThrownBy(() -> answer(lookup, "{'typeNames':['None'],'ids':[]}"))
                .isInstanceOfSatisfying(
                        MethodError.class, error -> assertThat(error.type()).isEqualTo("unknownDataType"));
    }

    @Test
    void rfc9404_4_3_aTypeThatIsBeingReplacedIsNotUnknown() throws Exception {
        String id = uploaded("[{'data:asText':'abc'}]");
        types.unbind(notes);
        assertThat(types.names()).containsExactly("Note");
        assertThatThrownBy(() -> answer(lookup, "{'typeNames':['Note'],'ids':['" + id + "']}"))
                .isInstanceOf(AwayException.class); // which the dispatcher says as serverUnavailable
        types.bind(notes);
        assertThat(answer(lookup, "{'typeNames':['Note','Note'],'ids':['" + id + "']}")
                        .at("/list/0/matchedIds")
                        .propertyNames())
                .containsExactly("Note");
    }

    @Test
    void digestsOfARequestAreBounded() throws Exception {
        String id = uploaded("[{'data:asText':'" + "x".repeat(999) + "'}]");
        Map<String, Long> request = new HashMap<>();
        String two =
                "{'ids':['" + id + "','" + id + "'],'properties':['digest:sha','digest:sha-256','digest:sha-512']}";
        // The same blob twice is one (RFC 8620 §5.1)
        assertThat(JmapCall.answer(get, account, two, request).get("list")).hasSize(1);
        assertThat(JmapCall.answer(get, account, two, request).get("list")).hasSize(1);
        assertThatThrownBy(() -> JmapCall.answer(get, account, two, request))
                .isInstanceOfSatisfying(
                        MethodError.class, error -> assertThat(error.type()).isEqualTo(MethodError.REQUEST_TOO_LARGE));
        assertThat(answer(get, two).get("list")).hasSize(1);
    }
}
