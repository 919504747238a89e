package org.mailbay.admin.console;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.ConsolePage;
import org.mailbay.admin.spi.ConsolePage.Entry;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pages that other bundles add: what the navigation has of them, and their files under {@code plugins/NAME/FILE}. */
@Component(
        service = {AddedPages.class, AdminResource.class},
        property = AdminResource.PATH + "=console-pages")
public final class AddedPages implements AdminResource {
    /** Where their files are served. */
    static final String FILES = Assets.PATH + "plugins/";

    private static final Logger LOG = LoggerFactory.getLogger(AddedPages.class);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 2 << 20;
    private static final Pattern FILE = Pattern.compile("([a-z0-9-]{1,60})/([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+)");
    private static final Shape.Fields PAGE = Shape.object(
            Shape.field("name", Shape.text(), "in the address, and of its element: page-NAME"),
            Shape.field("title", Shape.text(), "in the navigation"),
            Shape.field("group", Shape.text(), "heading that it stands under"),
            Shape.field("needs", Shape.text(), "operation without which it is of no use"),
            Shape.field("module", Shape.text(), "the ES module that has it"));

    private final Shelf<ConsolePage> pages = new Shelf<>(WAIT, GRACE);

    /** What the pages that are here said of themselves. */
    private final Map<ConsolePage, Entry> entries = Collections.synchronizedMap(new IdentityHashMap<>());

    /** A page came. One that cannot say what it is stays outside. */
    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindPage(ConsolePage page) {
        try {
            Entry entry = page.entry();
            pages.bind(entry.name(), page);
            entries.put(page, entry);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("event=console-page-refused page={}", page.getClass().getName(), e);
        }
    }

    /** When it returns, nobody is inside the page any more. */
    void unbindPage(ConsolePage page) {
        entries.remove(page);
        if (!pages.unbind(page, DRAIN)) {
            LOG.warn(
                    "event=drain-incomplete what=console-page page={}",
                    page.getClass().getName());
        }
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "listConsolePages", "Lists the pages that bundles add to the console")
                .pages(PAGE)
                .needs(Need.user("console.read"))
                .by(this::list));
    }

    private AdminResponse list(AdminRequest request) {
        Map<String, Entry> here = new TreeMap<>();
        synchronized (entries) {
            entries.values().forEach(entry -> here.put(entry.name(), entry));
        }
        return AdminResponse.page(
                request,
                List.copyOf(here.values()),
                Entry::name,
                entry -> Map.of(
                        "name", entry.name(),
                        "title", entry.title(),
                        "group", entry.group(),
                        "needs", entry.needs(),
                        "module", FILES + entry.name() + "/" + ConsolePage.MODULE));
    }

    /** @param path such as {@code acme-usage/page.js} */
    @Nullable
    Asset file(String path) throws IOException {
        Matcher named = FILE.matcher(path);
        String type = Assets.type(path);
        if (!named.matches() || type == null) {
            return null;
        }
        try (Lease<ConsolePage> lease = pages.acquire(named.group(1))) {
            byte[] bytes = lease == null ? null : lease.service().file(named.group(2));
            if (bytes != null && bytes.length > MOST_BYTES) {
                throw new IOException(path + " is longer than " + MOST_BYTES + " bytes");
            }
            return bytes == null ? null : Asset.of(type, bytes);
        } catch (AwayException e) {
            return null;
        }
    }
}
