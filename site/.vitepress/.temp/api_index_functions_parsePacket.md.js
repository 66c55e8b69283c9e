import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: parsePacket()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/parsePacket.md","filePath":"api/index/functions/parsePacket.md"}');
const _sfc_main = { name: "api/index/functions/parsePacket.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / parsePacket</p><h1 id="function-parsepacket" tabindex="-1">Function: parsePacket() <a class="header-anchor" href="#function-parsepacket" aria-label="Permalink to &quot;Function: parsePacket()&quot;">​</a></h1><blockquote><p><strong>parsePacket</strong>(<code>bytes</code>, <code>context</code>): <a href="./../type-aliases/Packet.html"><code>Packet</code></a></p></blockquote><p>Parses one message. For any bytes it returns a packet or throws a <a href="./../classes/CodecError.html">CodecError</a> PACKET_*, and it allocates nothing whose length has not been checked. Binary payloads are views of <code>bytes</code>.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="bytes" tabindex="-1">bytes <a class="header-anchor" href="#bytes" aria-label="Permalink to &quot;bytes&quot;">​</a></h3><p><code>Uint8Array</code></p><h3 id="context" tabindex="-1">context <a class="header-anchor" href="#context" aria-label="Permalink to &quot;context&quot;">​</a></h3><p><a href="./../interfaces/PacketContext.html"><code>PacketContext</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../type-aliases/Packet.html"><code>Packet</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError PACKET_TOO_LARGE | PACKET_TRUNCATED | PACKET_VERSION | PACKET_TYPE | PACKET_FIELD</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/parsePacket.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const parsePacket = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  parsePacket as default
};
