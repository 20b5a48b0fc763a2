#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A notification server on strings, for tests.

It owns org.freedesktop.Notifications on $DBUS_SESSION_BUS_ADDRESS, tells on
stdout what it is asked (one JSON object a line) and takes orders on stdin
(one JSON list a line, each answered by {"ev": "done"}):

    ["invoke", ID, KEY, TOKEN]   a person chose an action; TOKEN may be ""
    ["close", ID, REASON]        a bubble closed: 1 expired, 2 dismissed, 3 asked for
    ["hang", true]               Notify is not answered any more
    ["refuse", NAME]             Notify is answered by this D-Bus error; "" ends it
    ["quit"]                     go, in order; kill the process for the other way

Options: --caps a,b,c  --name NAME  --hang-all (nothing is ever answered)
--first-id N  --portal (be the desktop portal's OpenURI, too)
"""
import argparse
import json
import os
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = IFACE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
XML = """<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="ActivationToken"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""

PORTAL = "org.freedesktop.portal.Desktop"
PORTAL_PATH = "/org/freedesktop/portal/desktop"
PORTAL_XML = """<node><interface name="org.freedesktop.portal.OpenURI">
<method name="OpenURI"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/></method></interface></node>"""


def tell(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Server:
    def __init__(self, options, loop):
        self.options = options
        self.loop = loop
        self.hang = options.hang_all
        self.refuse = ""
        self.next_id = options.first_id
        self.open = set()
        self.kept = []  # calls that are not answered; a freed one would be
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        info = Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0]
        self.bus.register_object(PATH, info, self.on_call, None, None)

    def own(self, name):
        reply = self.bus.call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
            GLib.Variant("(su)", (name, 4)), None, 0, -1, None)
        if reply.unpack()[0] != 1:
            sys.exit("the name is taken")

    def be_portal(self):
        info = Gio.DBusNodeInfo.new_for_xml(PORTAL_XML).interfaces[0]
        self.bus.register_object(PORTAL_PATH, info, self.on_portal_call, None, None)
        self.own(PORTAL)

    def on_portal_call(self, _bus, _sender, _path, _iface, _method, args, call):
        _window, uri, options = args.unpack()
        tell(ev="open", uri=uri, options=options)
        call.return_value(GLib.Variant("(o)", (PORTAL_PATH + "/request/1",)))

    def emit(self, signal, types, *values):
        self.bus.emit_signal(None, PATH, IFACE, signal, GLib.Variant("(%s)" % types, values))
        self.bus.flush_sync(None)

    def on_call(self, _bus, sender, _path, _iface, method, args, call):
        values = args.unpack()
        if method == "Notify":
            self.notify(sender, values, call)
        elif self.options.hang_all:
            self.kept.append(call)
        elif method == "GetCapabilities":
            caps = [c for c in self.options.caps.split(",") if c]
            call.return_value(GLib.Variant("(as)", (caps,)))
        elif method == "GetServerInformation":
            call.return_value(GLib.Variant("(ssss)", (self.options.name, "tests", "1", "1.2")))
        else:
            tell(ev="close", id=values[0])
            call.return_value(None)
            if values[0] in self.open:
                self.close(values[0], 3)

    def notify(self, sender, values, call):
        app, replaces, icon, summary, body, actions, hints, timeout = values
        shown = replaces or self.next_id
        tell(ev="notify", id=shown, replaces=replaces, known=replaces in self.open, sender=sender, app=app,
             icon=icon, summary=summary, body=body, actions=dict(zip(actions[::2], actions[1::2])),
             order=actions[::2], hints=hints, timeout=timeout, answer="hang" if self.hang else self.refuse or "ok")
        if self.hang:
            self.kept.append(call)
            return
        if self.refuse:
            call.return_dbus_error(self.refuse, "no more of these")
            return
        if not replaces:
            self.next_id += 1
        self.open.add(shown)
        call.return_value(GLib.Variant("(u)", (shown,)))

    def close(self, number, reason):
        self.open.discard(number)
        self.emit("NotificationClosed", "uu", number, reason)

    def order(self, what, *args):
        if what == "invoke":
            if args[2]:
                self.emit("ActivationToken", "us", args[0], args[2])
            self.emit("ActionInvoked", "us", args[0], args[1])
        elif what == "close":
            self.close(*args)
        elif what == "hang":
            self.hang = args[0]
        elif what == "refuse":
            self.refuse = args[0]
        elif what == "quit":
            self.loop.quit()
        else:
            sys.exit("no such order: %s" % what)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--caps", default="actions,body,body-markup")
    parser.add_argument("--name", default="notifyd")
    parser.add_argument("--hang-all", action="store_true")
    parser.add_argument("--first-id", type=int, default=1)
    parser.add_argument("--portal", action="store_true")
    loop = GLib.MainLoop()
    options = parser.parse_args()
    server = Server(options, loop)

    def on_order(source, _condition):
        line = source.readline()
        if not line:
            loop.quit()
            return False
        server.order(*json.loads(line))
        tell(ev="done")
        return True

    if options.portal:
        server.be_portal()
    server.own(NAME)
    tell(ev="ready", pid=os.getpid())
    # Unbuffered, or a second line read along with the first would wait for a third.
    stdin = os.fdopen(0, "rb", buffering=0)
    GLib.io_add_watch(stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_order)
    loop.run()


if __name__ == "__main__":
    main()
