package org.mailbay.features.probe.user;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Uses whatever speaker there is. */
@Component(immediate = true, service = Callable.class, property = "probe=user")
public final class User implements Callable<String> {
    private final List<Supplier<String>> speakers = new CopyOnWriteArrayList<>();

    @Reference(
            target = "(probe=speaker)",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindSpeaker(Supplier<String> speaker) {
        speakers.add(speaker);
    }

    void unbindSpeaker(Supplier<String> speaker) {
        speakers.remove(speaker);
    }

    @Override
    public String call() {
        List<Supplier<String>> now = List.copyOf(speakers);
        return now.isEmpty() ? "nobody" : now.getLast().get();
    }
}
