package org.mailbay.features.probe.sockets;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Would call somebody, and uses a speaker. */
@Component(service = Callable.class, property = "probe=sockets")
public final class Caller implements Callable<String> {
    private final Supplier<String> speaker;

    @Activate
    public Caller(@Reference(target = "(probe=speaker)") Supplier<String> speaker) {
        this.speaker = speaker;
    }

    @Override
    public String call() throws IOException {
        try (Socket socket = new Socket("localhost", 1)) {
            return speaker.get() + socket;
        }
    }
}
