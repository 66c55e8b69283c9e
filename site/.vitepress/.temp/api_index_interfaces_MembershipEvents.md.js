import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MembershipEvents","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/MembershipEvents.md","filePath":"api/index/interfaces/MembershipEvents.md"}');
const _sfc_main = { name: "api/index/interfaces/MembershipEvents.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / MembershipEvents</p><h1 id="interface-membershipevents" tabindex="-1">Interface: MembershipEvents <a class="header-anchor" href="#interface-membershipevents" aria-label="Permalink to &quot;Interface: MembershipEvents&quot;">​</a></h1><p>What a <a href="./SessionMembership.html">SessionMembership</a> tells.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./SessionNodeEvents.html"><code>SessionNodeEvents</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="changed" tabindex="-1">changed <a class="header-anchor" href="#changed" aria-label="Permalink to &quot;changed&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>changed</strong>: <a href="./PeerLink.html"><code>PeerLink</code></a> | <code>null</code></p></blockquote><p>Another name, role or path, of the peer or of this one (null), or another host.</p><hr><h3 id="joined" tabindex="-1">joined <a class="header-anchor" href="#joined" aria-label="Permalink to &quot;joined&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>joined</strong>: <a href="./PeerLink.html"><code>PeerLink</code></a></p></blockquote><hr><h3 id="left" tabindex="-1">left <a class="header-anchor" href="#left" aria-label="Permalink to &quot;left&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>left</strong>: <code>object</code></p></blockquote><p><code>reason</code> in one line, for people.</p><h4 id="peer" tabindex="-1">peer <a class="header-anchor" href="#peer" aria-label="Permalink to &quot;peer&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>peer</strong>: <a href="./PeerLink.html"><code>PeerLink</code></a></p></blockquote><h4 id="reason" tabindex="-1">reason <a class="header-anchor" href="#reason" aria-label="Permalink to &quot;reason&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>reason</strong>: <code>string</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/MembershipEvents.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MembershipEvents = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MembershipEvents as default
};
