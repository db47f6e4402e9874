// Browsers refuse workers in pages that are opened as files. The search of this site runs in one, so
// that here its script runs in a frame of the same page, and speaks as a worker does.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.onmessage = null;
      this.onerror = null;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "Search";
      document.body.appendChild(frame);
      this.frame = frame;
      this.queue = [];
      this.ready = false;
      const inside = frame.contentWindow;
      const outside = this;
      inside.postMessage = (data) => {
        const event = new MessageEvent("message", { data });
        outside.dispatchEvent(event);
        if (outside.onmessage) outside.onmessage(event);
      };
      // Scripts that a worker would take in come one after the other; a promise tells their end.
      inside.importScripts = (...addresses) =>
        addresses.reduce((before, one) => before.then(() => this.load(new URL(one, address).href)), Promise.resolve());
      this.load(address).then(() => {
        this.ready = true;
        for (const data of this.queue) this.deliver(data);
      });
    }
    load(address) {
      return new Promise((done, failed) => {
        const script = this.frame.contentDocument.createElement("script");
        script.src = address;
        script.onload = done;
        script.onerror = failed;
        this.frame.contentDocument.body.appendChild(script);
      });
    }
    postMessage(data) {
      if (this.ready) this.deliver(data);
      else this.queue.push(data);
    }
    deliver(data) {
      const inside = this.frame.contentWindow;
      inside.dispatchEvent(new inside.MessageEvent("message", { data }));
    }
    terminate() {
      this.frame.remove();
    }
  };
}
