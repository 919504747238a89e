package org.mailbay.example.admin.resource;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.lines;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.text;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * {@code /admin/v1/example-notice}: what operators leave for each other, such as "Backups are moved on Friday".
 *
 * <p>It says what can be asked; that the request is well formed and may be asked, the server has looked at before a handler is called.
 * The command line and the OpenAPI document have it as soon as it is there.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=example-notice")
public final class NoticeResource implements AdminResource {
    private static final Shape.Fields NOTICE = object(field("text", lines(0, 2_000), "what to know"));
    private static final Shape.Fields SHOWN =
            NOTICE.and(field("author", text(0, 254), "who wrote it; empty when nobody has"));

    private final NoticeFile file;

    @Activate
    public NoticeResource(BundleContext context) {
        this(NoticeFile.in(Objects.requireNonNull(context.getProperty("mailbay.data"), "no data folder")));
    }

    NoticeResource(NoticeFile file) {
        this.file = file;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getExampleNotice", "Shows the notice")
                        .answers(SHOWN)
                        .needs(Need.system("notice.read"))
                        .by(this::show),
                Operation.put("", "setExampleNotice", "Writes another notice")
                        .takes(NOTICE)
                        .answers(SHOWN)
                        .needs(Need.system("notice.write"))
                        .by(this::write));
    }

    private AdminResponse show(AdminRequest request) throws IOException {
        return AdminResponse.ok(file.read());
    }

    private AdminResponse write(AdminRequest request) throws IOException {
        Map<String, Object> notice = Map.of(
                "text",
                Objects.requireNonNull(request.body().get("text")),
                "author",
                request.actor().name());
        file.write(notice);
        return AdminResponse.ok(notice);
    }
}
