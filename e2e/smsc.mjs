// An SMSC simulator for tests: node smsc.mjs USER PASSWORD. Its port is the first line that it prints; each part of a message that it
// takes is one more, as JSON. How it answers hangs on the number: one that ends in 1451 is throttled, in 1550 refused, in 1999 taken
// and answered after the other side's time, in 1888 taken and the line cut. Whoever is bound as transceiver and asks for it is told what
// became of each: 1777 was not delivered, 1666 expired, all others arrived; each is told twice, between a receipt of a message that nobody
// sent and somebody's own message that looks like one. Ends with its standard input.
import smpp from "smpp";

const [user, password] = process.argv.slice(2);
let sent = 0;
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const server = smpp.createServer({}, (session) => {
  session.on("error", () => {});
  session.on("enquire_link", (pdu) => {
    say({ enquired: true });
    session.send(pdu.response());
  });
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  const bind = (more) => (pdu) => {
    const known = pdu.system_id === user && pdu.password === password;
    say({ bound: known, version: pdu.interface_version, ...more });
    session.send(pdu.response({ command_status: known ? 0 : smpp.ESME_RBINDFAIL }));
  };
  session.on("bind_transmitter", bind());
  session.on("bind_transceiver", bind({ hears: true }));
  // What the other side answers to a receipt.
  session.on("deliver_sm_resp", (pdu) => say({ receipt: pdu.command_status }));
  const receipt = (esm_class, id, stat) => session.deliver_sm({ esm_class, short_message: `id:${id} sub:001 dlvrd:001 submit date:2601040600 done date:2601040601 stat:${stat} err:000 text:` });
  session.on("submit_sm", (pdu) => {
    const to = pdu.destination_addr;
    const answer = (command_status, message_id) => session.send(pdu.response({ command_status, message_id }));
    if (to.endsWith("1451")) return answer(smpp.ESME_RTHROTTLED);
    if (to.endsWith("1550")) return answer(smpp.ESME_RINVDSTADR);
    const { udh, message } = pdu.short_message;
    say({
      to,
      from: pdu.source_addr,
      ton: [pdu.source_addr_ton, pdu.dest_addr_ton],
      coding: pdu.data_coding,
      text: message,
      part: udh ? [...udh[0].values()] : null,
    });
    const id = `m-${(sent += 1)}`;
    if (pdu.registered_delivery === 1) {
      const stat = to.endsWith("1777") ? "UNDELIV" : to.endsWith("1666") ? "EXPIRED" : "DELIVRD";
      setImmediate(() => {
        receipt(0, id, stat === "DELIVRD" ? "UNDELIV" : "DELIVRD");
        receipt(smpp.ESM_CLASS.MC_DELIVERY_RECEIPT, "never-sent", "DELIVRD");
        receipt(smpp.ESM_CLASS.MC_DELIVERY_RECEIPT, id, stat);
        receipt(smpp.ESM_CLASS.MC_DELIVERY_RECEIPT, id, "DELIVRD");
      });
    }
    if (to.endsWith("1888")) return session.socket.destroy();
    if (to.endsWith("1999")) return setTimeout(() => answer(0, "late"), 4000);
    return answer(0, id);
  });
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on("end", () => process.exit()).resume();
