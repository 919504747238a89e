package org.mailbay.features;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Field;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/trusted-signers}: whose bundles may be installed. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=trusted-signers")
public final class SignersResource implements AdminResource {
    private static final int MOST_BYTES = 64 << 10;
    private static final Field FINGERPRINT =
            field("fingerprint", Shape.text(64, 64), "SHA-256 of the certificate, in hexadecimal");
    private static final Shape.Fields SIGNER = Shape.object(
            FINGERPRINT,
            field("signer", Shape.text(), "the certificate's subject"),
            field("authority", Shape.flag(), "whether it vouches for others"),
            field("until", Shape.instant(), "when it expires"));

    private final Features features;

    @Activate
    public SignersResource(@Reference Features features) {
        this.features = features;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listTrustedSigners", "Lists whose bundles may be installed")
                        .answers(Shape.object(field("items", Shape.list(SIGNER), "certificates")))
                        .needs(Need.system("features.read"))
                        .by(_ -> AdminResponse.page(features.trusted(), null)),
                Operation.post(
                                "",
                                "trustSigner",
                                "Lets a signer's bundles be installed, or those an authority vouches for")
                        .takesBytes("application/x-pem-file", MOST_BYTES)
                        .answers(Shape.object(FINGERPRINT))
                        .needs(Need.system("signers.write"))
                        .by(request -> AdminResponse.ok(features.trust(
                                request.content(), request.actor().name()))),
                Operation.delete("{fingerprint}", "distrustSigner", "Lets no more bundles of a signer be installed")
                        .dangerous()
                        .needs(Need.system("signers.write"))
                        .by(this::distrust));
    }

    private AdminResponse distrust(AdminRequest request) throws AdminProblem, IOException {
        features.distrust(request.variable("fingerprint"), request.actor().name());
        return AdminResponse.ok(Map.of());
    }
}
