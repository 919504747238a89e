package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.search.TextFilter;
import org.mailbay.jmap.spi.Method;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.Mail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.TextQuery;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** SearchSnippet/get (RFC 8621 §5.1): shows why emails match. */
@Component(service = Method.class)
public final class SearchSnippetGet implements Method {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "filter", "emailIds");

    @Override
    public String name() {
        return "SearchSnippet/get";
    }

    @Override
    public String capability() {
        return Mail.CAPABILITY;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        ObjectNode arguments = call.arguments();
        for (String name : arguments.propertyNames()) {
            if (!ARGUMENTS.contains(name)) {
                throw MethodError.invalidArguments(name + ": unknown argument");
            }
        }
        View view = call.view();
        Set<String> asked = asked(arguments.get("emailIds"), call.limits().maxObjectsInGet());
        List<TextQuery> queries = queries(view, arguments.get("filter"));
        List<ObjectId> ids = new ArrayList<>();
        List<String> notFound = new ArrayList<>();
        Access access = Access.of(view);
        for (String name : asked) {
            Optional<ObjectId> id = Mail.EMAIL.parse(view.resolve(name)).filter(access::seesEmail);
            id.ifPresentOrElse(ids::add, () -> notFound.add(name));
        }
        write(call, view, ids, snippets(view, ids, queries), notFound, responses);
    }

    private static Set<String> asked(@Nullable JsonNode value, int most) throws MethodError {
        if (value == null || !value.isArray()) {
            throw MethodError.invalidArguments("emailIds is no array");
        }
        if (value.size() > most) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, "at most " + most + " emailIds"); // RFC 8621 §5.1
        }
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode id : value) {
            if (!id.isString()) {
                throw MethodError.invalidArguments("emailIds: not an id");
            }
            ids.add(id.stringValue());
        }
        return ids;
    }

    private static List<TextQuery> queries(View view, @Nullable JsonNode filter) throws MethodError {
        List<TextQuery> queries = new ArrayList<>();
        if (filter == null || filter.isNull()) {
            return queries;
        }
        EmailQuery.check(filter);
        TextFilter.collect(filter, queries);
        return queries;
    }

    private static List<Map<String, String>> snippets(View view, List<ObjectId> ids, List<TextQuery> queries)
            throws MethodError, IOException {
        if (queries.isEmpty() || ids.isEmpty()) {
            return ids.stream().map(id -> Map.<String, String>of()).toList();
        }
        try {
            return view.account().search().snippets(Mail.EMAIL, ids, queries);
        } catch (SearchBehindException e) {
            throw new MethodError(MethodError.SERVER_UNAVAILABLE, "search: " + e.getMessage());
        }
    }

    private static void write(
            Call call,
            View view,
            List<ObjectId> ids,
            List<Map<String, String>> snippets,
            List<String> notFound,
            Responses responses) {
        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeArrayPropertyStart("list");
        for (int i = 0; i < ids.size(); i++) {
            Map<String, String> texts = snippets.get(i);
            out.writeStartObject();
            out.writeStringProperty("emailId", ids.get(i).toString());
            write(out, "subject", texts.get(EmailFields.SUBJECT));
            String preview = texts.getOrDefault(EmailFields.BODY, texts.get(EmailFields.ATTACHMENT));
            write(out, "preview", preview == null ? null : SnippetLength.cut(preview));
            out.writeEndObject();
        }
        out.writeEndArray();
        if (notFound.isEmpty()) {
            out.writeNullProperty("notFound"); // RFC 8621 §5.1: null if none
        } else {
            out.writeArrayPropertyStart("notFound");
            notFound.forEach(out::writeString);
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String name, @Nullable String text) {
        if (text == null) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, text);
        }
    }
}
