import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: RELAY_SERVER_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/RELAY_SERVER_DEFAULTS.md","filePath":"api/node/relay/variables/RELAY_SERVER_DEFAULTS.md"}');
const _sfc_main = { name: "api/node/relay/variables/RELAY_SERVER_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / RELAY_SERVER_DEFAULTS</p><h1 id="variable-relay-server-defaults" tabindex="-1">Variable: RELAY_SERVER_DEFAULTS <a class="header-anchor" href="#variable-relay-server-defaults" aria-label="Permalink to &quot;Variable: RELAY\\_SERVER\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>RELAY_SERVER_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Defaults of a relay server, for the library and the command line.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="firstconnectionid" tabindex="-1">firstConnectionId <a class="header-anchor" href="#firstconnectionid" aria-label="Permalink to &quot;firstConnectionId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>firstConnectionId</strong>: <code>1</code></p></blockquote><h3 id="gracems" tabindex="-1">graceMs <a class="header-anchor" href="#gracems" aria-label="Permalink to &quot;graceMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>graceMs</strong>: <code>2000</code></p></blockquote><h3 id="host" tabindex="-1">host <a class="header-anchor" href="#host" aria-label="Permalink to &quot;host&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>host</strong>: <code>&quot;127.0.0.1&quot;</code></p></blockquote><h3 id="pathprefix" tabindex="-1">pathPrefix <a class="header-anchor" href="#pathprefix" aria-label="Permalink to &quot;pathPrefix&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>pathPrefix</strong>: <code>&quot;/&quot;</code></p></blockquote><h3 id="port" tabindex="-1">port <a class="header-anchor" href="#port" aria-label="Permalink to &quot;port&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>port</strong>: <code>8787</code></p></blockquote><h3 id="workers" tabindex="-1">workers <a class="header-anchor" href="#workers" aria-label="Permalink to &quot;workers&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>workers</strong>: <code>1</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/RELAY_SERVER_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RELAY_SERVER_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RELAY_SERVER_DEFAULTS as default
};
