// Preload (node --import) for servers without a host option: listen on 127.0.0.1 instead of every interface.
import net from "node:net";

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === "number") {
    const callback = args.find((value) => typeof value === "function");
    return listen.call(this, { port: args[0], host: "127.0.0.1" }, callback);
  }
  if (args[0] !== null && typeof args[0] === "object" && "port" in args[0]) {
    args[0] = { ...args[0], host: "127.0.0.1" };
  }
  return listen.apply(this, args);
};
