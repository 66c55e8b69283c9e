import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PeerFigures","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/PeerFigures.md","filePath":"api/browser/interfaces/PeerFigures.md"}');
const _sfc_main = { name: "api/browser/interfaces/PeerFigures.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / PeerFigures</p><h1 id="interface-peerfigures" tabindex="-1">Interface: PeerFigures <a class="header-anchor" href="#interface-peerfigures" aria-label="Permalink to &quot;Interface: PeerFigures&quot;">​</a></h1><p>One line of the table of a session.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="isown" tabindex="-1">isOwn <a class="header-anchor" href="#isown" aria-label="Permalink to &quot;isOwn&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isOwn</strong>: <code>boolean</code></p></blockquote><p>Whether this is the peer that shows the table.</p><hr><h3 id="isspeaking" tabindex="-1">isSpeaking <a class="header-anchor" href="#isspeaking" aria-label="Permalink to &quot;isSpeaking&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isSpeaking</strong>: <code>boolean</code></p></blockquote><p>Whether it speaks now.</p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>string</code></p></blockquote><hr><h3 id="path" tabindex="-1">path <a class="header-anchor" href="#path" aria-label="Permalink to &quot;path&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>path</strong>: <a href="./../../index/type-aliases/PeerPath.html"><code>PeerPath</code></a> | <code>null</code></p></blockquote><p>How messages travel between that peer and this one; null for its own line.</p><hr><h3 id="peerid" tabindex="-1">peerId <a class="header-anchor" href="#peerid" aria-label="Permalink to &quot;peerId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>peerId</strong>: <code>string</code></p></blockquote><hr><h3 id="report" tabindex="-1">report <a class="header-anchor" href="#report" aria-label="Permalink to &quot;report&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>report</strong>: <code>SyncReport</code> | <code>null</code></p></blockquote><p>Null before it has told anything.</p><hr><h3 id="role" tabindex="-1">role <a class="header-anchor" href="#role" aria-label="Permalink to &quot;role&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>role</strong>: <a href="./../../index/type-aliases/PeerRole.html"><code>PeerRole</code></a></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/PeerFigures.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PeerFigures = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PeerFigures as default
};
