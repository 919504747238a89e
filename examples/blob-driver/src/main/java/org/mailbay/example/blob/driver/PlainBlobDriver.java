package org.mailbay.example.blob.driver;

import java.io.IOException;
import java.nio.file.Path;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.ShardId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keeps a plain file for each blob. */
@Component(
        configurationPid = "example.blob-driver",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = PlainBlobDriver.Config.class)
public final class PlainBlobDriver implements BlobDriver {
    private final Path folder;

    /** Configuration. */
    @ObjectClassDefinition(name = "Example of a blob driver", description = "A plain file for each blob.")
    public @interface Config {
        /** Where. */
        @AttributeDefinition(description = "Folder in which the shards lie.")
        String folder();
    }

    @Activate
    public PlainBlobDriver(Config config) {
        this(Path.of(config.folder()));
    }

    /** Without a container. */
    public PlainBlobDriver(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "example-plain";
    }

    @Override
    public BlobStore open(ShardId shard, KeyRing keys) throws IOException {
        return new PlainBlobStore(folder.resolve(shard.name()));
    }
}
