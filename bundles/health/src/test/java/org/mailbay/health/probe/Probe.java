package org.mailbay.health.probe;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Works only while there is a Runnable. */
@Component(immediate = true, service = Probe.class)
public final class Probe {
    @Activate
    public Probe(@Reference Runnable wanted) {
        wanted.run();
    }
}
