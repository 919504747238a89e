package org.mailbay.itests.angus;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Holds what the server told the library of a message against what the library makes of the same bytes by itself. */
final class Same {
    private Same() {}

    static byte[] bytes(Message message) throws IOException, MessagingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        return bytes.toByteArray();
    }

    /** The envelope, as ENVELOPE tells it. */
    static void envelope(MimeMessage told, MimeMessage own) throws MessagingException {
        assertThat(told.getSubject())
                .isEqualTo(own.getSubject() == null ? null : own.getSubject().stripTrailing());
        assertThat(told.getMessageID()).isEqualTo(own.getMessageID());
        assertThat(told.getSentDate()).isEqualTo(own.getSentDate());
        assertThat(list(told.getFrom())).isEqualTo(list(own.getFrom()));
        assertThat(list(told.getReplyTo())).isEqualTo(list(own.getReplyTo()));
        for (Message.RecipientType type :
                List.of(Message.RecipientType.TO, Message.RecipientType.CC, Message.RecipientType.BCC)) {
            assertThat(list(told.getRecipients(type))).isEqualTo(list(own.getRecipients(type)));
        }
    }

    private static List<String> list(Address[] addresses) {
        return addresses == null
                ? List.of()
                : List.of(addresses).stream().map(Address::toString).toList();
    }

    /** The structure, as BODYSTRUCTURE tells it, and the content of each part. */
    static void structure(MimePart told, MimePart own) throws IOException, MessagingException {
        ContentType type = new ContentType(own.getContentType());
        ContentType toldType = new ContentType(told.getContentType());
        assertThat(toldType.getBaseType().toLowerCase(Locale.ROOT))
                .isEqualTo(type.getBaseType().toLowerCase(Locale.ROOT));
        if (type.getParameterList() != null) {
            for (String name : Collections.list(type.getParameterList().getNames())) {
                assertThat(toldType.getParameter(name)).as(name).isEqualTo(type.getParameter(name));
            }
        }
        assertThat(told.getFileName()).isEqualTo(own.getFileName());
        assertThat(told.getDescription()).isEqualTo(own.getDescription());
        assertThat(told.getContentID()).isEqualTo(own.getContentID());
        // Of a part the library asks for this field itself.
        assertThat(told.getHeader("Content-Language")).isEqualTo(own.getHeader("Content-Language"));
        if (own.getDisposition() != null) {
            assertThat(told.getDisposition()).isEqualToIgnoringCase(own.getDisposition());
        }
        if (type.match("multipart/*")) {
            parts((Multipart) told.getContent(), (Multipart) own.getContent());
        } else if (type.match("message/rfc822")) {
            MimeMessage inner = (MimeMessage) own.getContent();
            MimeMessage toldInner = (MimeMessage) told.getContent();
            envelope(toldInner, inner);
            structure(toldInner, inner);
        } else {
            assertThat(content(told)).isEqualTo(content(own));
        }
    }

    private static void parts(Multipart told, Multipart own) throws IOException, MessagingException {
        assertThat(told.getCount()).isEqualTo(own.getCount());
        for (int i = 0; i < own.getCount(); i++) {
            structure((MimePart) told.getBodyPart(i), (MimePart) own.getBodyPart(i));
        }
    }

    private static byte[] content(Part part) throws IOException, MessagingException {
        try (var in = part.getInputStream()) {
            return in.readAllBytes();
        }
    }
}
