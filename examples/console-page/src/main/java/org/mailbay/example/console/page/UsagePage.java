package org.mailbay.example.console.page;

import org.mailbay.admin.spi.ConsolePage;
import org.osgi.service.component.annotations.Component;

/** Adds a page to the console; what it shows is in {@code src/main/resources/console}. */
@Component
public final class UsagePage implements ConsolePage {
    @Override
    public Entry entry() {
        return new Entry("example-usage", "Usage", "Directory", "listAccounts");
    }
}
