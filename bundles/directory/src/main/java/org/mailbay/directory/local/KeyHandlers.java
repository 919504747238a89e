package org.mailbay.directory.local;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.directory.AccessKey;
import org.mailbay.directory.AccessKey.Kind;
import org.mailbay.directory.AccessKeys.Issued;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.KeyTerms;
import org.mailbay.directory.LogIn;

/** App passwords and tokens of somebody, below {@code accounts/{address}} and below {@code self}. */
final class KeyHandlers {
    /** What an app password opens that is not told otherwise: everything that mail programs do. */
    private static final List<String> MAIL = List.of("imap", "smtp", "pop3", "jmap", "dav", "sieve");

    private final StoredDirectory directory;
    private final Owner read;
    private final Owner write;

    /** Whose keys a request is about. */
    interface Owner {
        String address(AdminRequest request) throws AdminProblem;
    }

    /**
     * @param read whose keys may be seen
     * @param write whose keys may be made and taken away
     */
    KeyHandlers(StoredDirectory directory, Owner read, Owner write) {
        this.directory = directory;
        this.read = read;
        this.write = write;
    }

    /**
     * What can be asked.
     *
     * @param prefix of paths, ends in a slash or is empty
     * @param whose in operation ids, such as {@code Account}
     */
    List<Operation> operations(String prefix, String whose, Need toRead, Need toWrite) {
        List<Operation> operations = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            boolean isToken = kind == Kind.TOKEN;
            String path = prefix + (isToken ? "tokens" : "app-passwords");
            String noun = whose + (isToken ? "Token" : "AppPassword");
            String words = isToken ? "token" : "app password";
            operations.add(Operation.get(path, "list" + noun + "s", "Lists the " + words + "s, without their secrets")
                    .pages(AccountShapes.KEY)
                    .needs(toRead)
                    .by(request -> list(request, kind)));
            operations.add(Operation.post(path, "create" + noun, "Makes a " + (isToken ? "" : "new ") + words)
                    .takes(AccountShapes.NEW_KEY)
                    .answers(AccountShapes.ISSUED)
                    .answersSecret()
                    .needs(toWrite)
                    .by(request -> issue(request, kind)));
            operations.add(Operation.delete(path + "/{id}", "revoke" + noun, "Takes a " + words + " away, at once")
                    .dangerous()
                    .needs(toWrite)
                    .by(request -> revoke(request, kind)));
        }
        return operations;
    }

    private AdminResponse list(AdminRequest request, Kind kind) throws AdminProblem {
        try {
            List<AccessKey> keys = directory.storedKeys().of(read.address(request)).stream()
                    .filter(key -> key.kind() == kind)
                    .sorted(java.util.Comparator.comparing(AccessKey::id))
                    .toList();
            return AdminResponse.page(request, keys, AccessKey::id, KeyHandlers::show);
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private static Map<String, Object> show(AccessKey key) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", key.id());
        shown.put("name", key.name());
        shown.put("scopes", List.copyOf(new TreeSet<>(key.scopes())));
        shown.put("created", key.created().toString());
        key.expires().ifPresent(expires -> shown.put("expires", expires.toString()));
        return shown;
    }

    private AdminResponse issue(AdminRequest request, Kind kind) throws AdminProblem, IOException {
        String address = write.address(request);
        Set<String> scopes = Set.copyOf(request.has("scopes") ? request.texts("scopes") : usual(kind));
        if (!request.actor().mayGive(scopes)) {
            throw new AdminProblem(403, "scope", "Nobody gives scopes that their own token has not.");
        }
        String expires = request.text("expires", "");
        try {
            Issued issued = directory
                    .storedKeys()
                    .issue(
                            address,
                            new KeyTerms(
                                    kind,
                                    request.text("name"),
                                    scopes,
                                    expires.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(expires))));
            Map<String, Object> shown = show(issued.key());
            shown.put("secret", issued.secret().reveal());
            return AdminResponse.created(shown);
        } catch (IllegalArgumentException e) {
            throw AdminProblem.malformed("scopes", String.valueOf(e.getMessage()));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private static List<String> usual(Kind kind) {
        return kind == Kind.TOKEN ? List.of(LogIn.ALL) : MAIL;
    }

    private AdminResponse revoke(AdminRequest request, Kind kind) throws AdminProblem, IOException {
        String address = write.address(request);
        String id = request.variable("id");
        try {
            if (directory.storedKeys().of(address).stream()
                    .noneMatch(key -> key.kind() == kind && key.id().equals(id))) {
                throw AdminProblem.notFound("There is no such app password or token.");
            }
            directory.storedKeys().revoke(address, id);
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
        return AdminResponse.ok(Map.of("id", id));
    }
}
