import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RefusedCounts","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/RefusedCounts.md","filePath":"api/index/interfaces/RefusedCounts.md"}');
const _sfc_main = { name: "api/index/interfaces/RefusedCounts.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / RefusedCounts</p><h1 id="interface-refusedcounts" tabindex="-1">Interface: RefusedCounts <a class="header-anchor" href="#interface-refusedcounts" aria-label="Permalink to &quot;Interface: RefusedCounts&quot;">​</a></h1><p>What was refused so far, each kind by itself; none of it was heard.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="foreign" tabindex="-1">foreign <a class="header-anchor" href="#foreign" aria-label="Permalink to &quot;foreign&quot;">​</a></h3><blockquote><p><strong>foreign</strong>: <code>number</code></p></blockquote><p>Of nobody in this session.</p><hr><h3 id="identities" tabindex="-1">identities <a class="header-anchor" href="#identities" aria-label="Permalink to &quot;identities&quot;">​</a></h3><blockquote><p><strong>identities</strong>: <code>number</code></p></blockquote><p>Cards and keys that no one with the link has made, or that contradict themselves.</p><hr><h3 id="malformed" tabindex="-1">malformed <a class="header-anchor" href="#malformed" aria-label="Permalink to &quot;malformed&quot;">​</a></h3><blockquote><p><strong>malformed</strong>: <code>number</code></p></blockquote><p>No message of a session at all.</p><hr><h3 id="replayed" tabindex="-1">replayed <a class="header-anchor" href="#replayed" aria-label="Permalink to &quot;replayed&quot;">​</a></h3><blockquote><p><strong>replayed</strong>: <code>number</code></p></blockquote><p>Came a second time, or too late.</p><hr><h3 id="tampered" tabindex="-1">tampered <a class="header-anchor" href="#tampered" aria-label="Permalink to &quot;tampered&quot;">​</a></h3><blockquote><p><strong>tampered</strong>: <code>number</code></p></blockquote><p>Changed on the way, or protected with a wrong key.</p><hr><h3 id="unknownkey" tabindex="-1">unknownKey <a class="header-anchor" href="#unknownkey" aria-label="Permalink to &quot;unknownKey&quot;">​</a></h3><blockquote><p><strong>unknownKey</strong>: <code>number</code></p></blockquote><p>Protected with a key that nobody here has: of a peer that has left, for instance.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/RefusedCounts.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RefusedCounts = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RefusedCounts as default
};
