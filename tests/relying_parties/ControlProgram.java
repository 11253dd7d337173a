import clicsequr.ClicSequr;
import clicsequr.ClicSequr.ControlError;
import clicsequr.ClicSequr.FlowError;
import clicsequr.ClicSequr.NothingCame;
import clicsequr.ClicSequr.Sandbox;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** What a test in Java does with a space of its own; each line tells one thing that was seen. */
public final class ControlProgram {
  private ControlProgram() {}

  private static void seen(String name, Object value) {
    System.out.println(name + "=" + value);
  }

  private static RuntimeException refused(Runnable call) {
    try {
      call.run();
    } catch (ControlError | FlowError | NothingCame error) {
      return error;
    }
    throw new AssertionError("nothing was refused");
  }

  public static void main(String[] given) {
    var issuer = given[0];
    var sandbox = new Sandbox(issuer);
    var space = sandbox.createSpace(Map.of("hint_signs_in", true, "label", "Été « Java » \"\n"));
    seen("label", space.told().text("label").equals("Été « Java » \"\n"));
    seen("own", space.issuer.equals(issuer + "/b/" + space.id));
    seen("listed", sandbox.spaces().stream().anyMatch(each -> each.id.equals(space.id)));
    seen("unknown fault", refused(() -> space.fault("id-token-expird")).getMessage());

    var client = space.client(Map.of("redirect_uris", List.of("http://127.0.0.1:3000/cb")));
    var armed = space.fault("id-token-wrong-iss", Map.of("client_id", client.clientId, "times", 1));
    seen("never struck", space.neverStruck().size());
    seen("spoilt", !space.as("rse-actif", client, "openid").claims().text("iss").equals(space.issuer));
    seen("struck", armed.struck());
    seen("disarmed", armed.disarm());
    var honest = space.as("rse-actif", client, "openid profile offline_access");
    var subject = honest.claims().text("sub");
    seen("honest", honest.claims().text("iss").equals(space.issuer));
    seen("userinfo", honest.userinfo().text("sub").equals(subject));
    seen("refreshed", honest.refresh().claims().text("sub").equals(subject));
    seen("nobody", ((FlowError) refused(() -> space.as("personne-ici"))).at);

    var redeemed = space.journal.await(Map.of("name", "oidc.code_redeemed"), Duration.ofSeconds(5));
    seen("of one sign-in", space.journal.list(Map.of("trace", redeemed.text("trace"))).size() > 1);
    seen("trace", space.traceAsHtml(redeemed.text("trace"), "en").contains("</html>"));
    seen("no post", refused(() -> space.post.await(Map.of(), Duration.ofMillis(50))) instanceof NothingCame);

    seen("minted", space.mint("rse-actif", Map.of("fault", "id-token-expired")).text("fault"));
    var state = space.signIn("rse-actif");
    seen("cookies", !state.object("storage_state").objects("cookies").isEmpty());
    seen("session", space.sessions().stream().anyMatch(each -> each.text("sid").equals(state.object("session").text("sid"))));

    var taken = space.snapshot();
    seen("enrolled", space.enrol("F01").row());
    seen("mail", !space.post.await(Map.of(), Duration.ofSeconds(5)).text("subject").isEmpty());
    var draft = space.enrol("F11");
    seen("decided", draft.state() + " " + draft.decide("receive_all").state() + " " + draft.decide("activate").state());
    var moved = space.clock.advance(Duration.ofDays(91));
    seen("moved", moved.whole("applied") > 0 && moved.object("protocol").number("offset_seconds") == 0);
    space.clock.protocol.freeze(OffsetDateTime.parse("2026-01-01T00:00:00Z"));
    seen("frozen", space.clock.protocol.now().toInstant());
    space.restore(taken);
    seen("restored", space.snapshot().equals(taken));
    try (var twin = space.fork()) {
      seen("twin", twin.findAccount("rse-actif").text("user_code"));
    }
    var room = sandbox.createClass(Map.of("scenario", "T0", "names", List.of("Ana"), "places", 2));
    var ana = room.places().get(0);
    room.space(ana).enrol("F01");
    seen("class", room.places().get(0).texts("rows") + " " + room.told().text("link").endsWith(room.key));
    seen("played", room.play("inform").get(1).object("why_not").text("code"));
    seen("offered", room.acts().stream().filter(each -> each.text("act").equals("approve")).toList().get(0).wholes("places"));
    seen("advanced", room.advance(1, 2).get(0).whole("place"));
    seen("added", room.add(Map.of("places", 1)).get(0).whole("place"));
    seen("reported", room.report().whole("present"));
    seen("begun again", room.reset(1, 3));
    seen("scenario", sandbox.scenario("T0").objects("steps").size() == sandbox.scenarios().get(0).whole("steps"));
    seen("halls", sandbox.classes().stream().anyMatch(each -> each.id.equals(room.id)));
    room.close();
    seen("class ended", ((ControlError) refused(() -> sandbox.findClass(room.id))).code);
    space.delete();
    seen("gone", ((ControlError) refused(() -> sandbox.space(space.id))).status);
  }
}
