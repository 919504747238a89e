package org.mailbay.store.engine.check;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code POST /admin/v1/store/migrate} writes everything anew that older versions wrote; {@code GET} says how far that is.
 *
 * <p>Nothing needs it: rows and objects of older versions are read as they are. It makes reading them a little faster, and rids a
 * later version of the need to read them.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/migrate")
public final class MigrateArea implements AdminResource {
    private final JmapStore store;
    private final List<Schema> schemas = new CopyOnWriteArrayList<>();
    private @Nullable Migration migration;
    private Thread thread = Thread.ofPlatform().unstarted(() -> {});

    @Activate
    public MigrateArea(@Reference JmapStore store) {
        this.store = store;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSchema(Schema schema) {
        schemas.add(schema);
    }

    void unbindSchema(Schema schema) throws InterruptedException {
        schemas.remove(schema);
        // It might be inside: it ends, and goes on when it is asked to again.
        end();
    }

    @Deactivate
    void stop() throws InterruptedException {
        end();
    }

    private synchronized void end() throws InterruptedException {
        if (migration != null && !migration.isOver()) {
            migration.stop();
            thread.join(20_000);
        }
    }

    private @Nullable Schema schema(char letter) {
        for (Schema schema : schemas) {
            if (schema.type().letter() == letter) {
                return schema;
            }
        }
        return null;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getStoreMigration", "Says how far the writing anew is")
                        .needs(Need.system("store.read"))
                        .by(_ -> AdminResponse.ok(progress())),
                Operation.post("", "migrateStore", "Begins to write anew what older versions wrote")
                        .needs(Need.system("store.write"))
                        .by(this::migrate));
    }

    private AdminResponse migrate(AdminRequest request) throws AdminProblem {
        begin();
        return AdminResponse.accepted(progress());
    }

    private synchronized Map<String, Object> progress() {
        return migration == null ? Map.of("running", false) : migration.progress();
    }

    private synchronized void begin() throws AdminProblem {
        if (migration != null && !migration.isOver()) {
            throw new AdminProblem(409, "running", "A migration is running already.");
        }
        Migration fresh = new Migration(store, this::schema);
        migration = fresh;
        thread = Thread.ofPlatform()
                .daemon()
                .name("store-migrate")
                .priority(Thread.MIN_PRIORITY)
                .start(fresh::run);
    }
}
