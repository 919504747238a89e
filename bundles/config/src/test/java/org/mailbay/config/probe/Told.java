package org.mailbay.config.probe;

import java.util.Map;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Tells what it was told. */
@Component(immediate = true, configurationPid = "probe", property = "probe=told")
@Designate(ocd = Told.Config.class)
public final class Told implements Supplier<String> {
    /** What it can be told. */
    @ObjectClassDefinition(name = "Probe")
    @interface Config {
        @AttributeDefinition(description = "A colour.")
        String colour() default "white";

        @AttributeDefinition(description = "How many.", min = "0", max = "9")
        int count() default 1;
    }

    private final String told;

    @Activate
    public Told(Config config, Map<String, Object> properties) {
        if (config.colour().equals("loud")) {
            throw new IllegalArgumentException("loud is no colour");
        }
        told = config.colour() + " " + config.count();
    }

    @Override
    public String get() {
        return told + " @" + System.identityHashCode(this);
    }
}
