import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: SessionLink","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/SessionLink.md","filePath":"api/index/interfaces/SessionLink.md"}');
const _sfc_main = { name: "api/index/interfaces/SessionLink.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / SessionLink</p><h1 id="interface-sessionlink" tabindex="-1">Interface: SessionLink <a class="header-anchor" href="#interface-sessionlink" aria-label="Permalink to &quot;Interface: SessionLink&quot;">​</a></h1><p>An invitation to a session, in its parts.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="relayurl" tabindex="-1">relayUrl <a class="header-anchor" href="#relayurl" aria-label="Permalink to &quot;relayUrl&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>relayUrl</strong>: <code>string</code></p></blockquote><p>The relay where the peers meet: <code>ws://</code> or <code>wss://</code>, with a slash at its end.</p><hr><h3 id="secret" tabindex="-1">secret <a class="header-anchor" href="#secret" aria-label="Permalink to &quot;secret&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>secret</strong>: <code>KeyBytes</code></p></blockquote><p>16 bytes; never sent to any server.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/SessionLink.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SessionLink = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SessionLink as default
};
