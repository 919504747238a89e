package org.mailbay.jmap.blob;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.OverQuotaException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Blob/upload: makes blobs of what a request holds and of parts of others (RFC 9404 §4.1). */
@Component(configurationPid = "jmap.blob")
public final class BlobUpload implements Method {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "create");

    private static final Set<String> PROPERTIES = Set.of("data", "type");

    private final BlobConfig config;

    @Activate
    public BlobUpload(BlobConfig config) {
        this.config = config;
    }

    /**
     * A blob to make.
     *
     * @param after creation ids of this call that must be made before
     */
    private record Wanted(
            List<DataSource> sources, @Nullable String type, Set<String> after) {}

    private record Made(BlobRef blob, @Nullable String type) {}

    @Override
    public String name() {
        return "Blob/upload";
    }

    @Override
    public String capability() {
        return BlobCapability.URN;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        if (view.readOnly()) {
            throw new MethodError(MethodError.ACCOUNT_READ_ONLY, null);
        }
        Map<String, ObjectNode> create = arguments.objects("create");
        if (create.size() > call.limits().maxObjectsInSet()) {
            throw new MethodError(
                    MethodError.REQUEST_TOO_LARGE, "more than " + call.limits().maxObjectsInSet() + " objects");
        }
        Map<String, SetError> notCreated = new LinkedHashMap<>();
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> entry : create.entrySet()) {
            try {
                wanted.put(entry.getKey(), wanted(entry.getValue(), create.keySet()));
            } catch (SetError error) {
                notCreated.put(entry.getKey(), error);
            }
        }
        Map<String, Made> made = new LinkedHashMap<>();
        for (String name : ordered(wanted)) {
            Wanted blob = wanted.get(name);
            try {
                made.put(name, new Made(make(blob, call, view, id -> resolve(id, made, view)), blob.type));
            } catch (SetError error) {
                notCreated.put(name, error);
            }
        }
        made.forEach(
                (name, blob) -> responses.created(name, BlobId.of(blob.blob).toString()));
        write(view, made, notCreated, responses.begin(name()));
    }

    private Wanted wanted(ObjectNode object, Set<String> names) throws SetError {
        if (!PROPERTIES.containsAll(object.propertyNames())) {
            throw SetError.invalidProperties("only data and type are known", "data");
        }
        JsonNode type = object.get("type");
        if (type != null
                && !type.isNull()
                && (!type.isString() || type.stringValue().length() > 255)) {
            throw SetError.invalidProperties("not a media type", "type");
        }
        if (!(object.get("data") instanceof ArrayNode data)) {
            throw SetError.invalidProperties("a list of sources is needed", "data");
        }
        if (data.size() > config.maxDataSources()) {
            throw SetError.of(SetError.TOO_LARGE, "more than maxDataSources");
        }
        List<DataSource> sources = new ArrayList<>();
        Set<String> after = new HashSet<>();
        for (JsonNode json : data) {
            DataSource source = DataSource.of(json);
            sources.add(source);
            if (source instanceof DataSource.Range range
                    && range.name().startsWith("#")
                    && names.contains(range.name().substring(1))) {
                after.add(range.name().substring(1));
            }
        }
        return new Wanted(sources, type == null || type.isNull() ? null : type.stringValue(), after);
    }

    /** Blobs after those that they are made of; a circle is in any order and fails for a blob that is not there. */
    private static List<String> ordered(Map<String, Wanted> wanted) {
        List<String> ordered = new ArrayList<>();
        Deque<String> waiting = new ArrayDeque<>(wanted.keySet());
        Set<String> left = new HashSet<>(wanted.keySet());
        int idle = 0;
        while (!waiting.isEmpty()) {
            String name = waiting.remove();
            left.remove(name);
            boolean ready = Collections.disjoint(wanted.get(name).after, left);
            if (ready || idle > waiting.size()) {
                ordered.add(name);
                idle = 0;
            } else {
                waiting.add(name);
                left.add(name);
                idle++;
            }
        }
        return ordered;
    }

    private BlobRef make(Wanted wanted, Call call, View view, UnaryOperator<String> resolve)
            throws SetError, MethodError, IOException {
        try (BlobSink sink = call.own().blobs().create(-1)) {
            for (DataSource source : wanted.sources) {
                source.writeTo(sink, view, resolve, config.maxSizeBlobSet());
            }
            BlobRef blob = sink.seal();
            call.own().blobs().upload(blob, Duration.ofHours(config.holdHours()));
            return blob;
        } catch (OverQuotaException e) {
            throw SetError.of(SetError.OVER_QUOTA, null);
        }
    }

    private static String resolve(String id, Map<String, Made> made, View view) {
        Made mine = id.startsWith("#") ? made.get(id.substring(1)) : null;
        return mine == null ? view.resolve(id) : BlobId.of(mine.blob).toString();
    }

    private static void write(View view, Map<String, Made> made, Map<String, SetError> notCreated, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        if (made.isEmpty()) {
            out.writeNullProperty("created");
        } else {
            out.writeObjectPropertyStart("created");
            made.forEach((name, blob) -> {
                out.writeObjectPropertyStart(name);
                out.writeStringProperty("id", BlobId.of(blob.blob).toString());
                out.writeStringProperty("type", blob.type);
                out.writeNumberProperty("size", blob.blob.size());
                out.writeEndObject();
            });
            out.writeEndObject();
        }
        SetError.write("notCreated", notCreated, out);
        out.writeEndObject();
    }
}
