package org.mailbay.directory.local;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Secret;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes the administrator when there is none, and has the password announced on the console, once and nowhere else. */
@Component(service = Supplier.class, immediate = true, property = "mailbay.announcement=administrator")
public final class FirstStart implements Supplier<String> {
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 20;

    private final String announcement;

    @Activate
    public FirstStart(@Reference StoredDirectory directory, BundleContext context)
            throws DirectoryException, IOException {
        this(directory, Boolean.parseBoolean(context.getProperty("mailbay.demo")));
    }

    FirstStart(StoredDirectory directory, boolean demo) throws DirectoryException, IOException {
        String password = demo ? "demo" : password(new SecureRandom());
        boolean created = directory.createAdministrator(Secret.of(password));
        announcement = created && !demo
                ? "First start: log in as " + StoredDirectory.ADMINISTRATOR + " with the password " + password
                        + " and change it; it is shown only now."
                : "";
    }

    private static String password(SecureRandom random) {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /** A line for the console; empty when there is nothing to say. */
    @Override
    public String get() {
        return announcement;
    }
}
